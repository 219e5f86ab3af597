"""Receivers of domain signals: they only write outbox rows, inside the transaction of the change."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete  # noqa: TID251 - rows that go by any other way

from search.indexes import KINDS, Kind
from search.sync.models import Operation
from search.sync.services import owe


def follow_all() -> None:
    """Listen for every kind."""
    for key, kind in KINDS.items():
        follow(key, kind)


def follow(key: str, kind: Kind) -> None:
    """Listen to what changes a kind's objects, and to rows that go by any way: the one model signal of the house."""

    def owe_changed(sender: object, **sent: Any) -> None:
        owe(key, kind.ids_in(sent))

    def owe_gone(sender: object, **sent: Any) -> None:
        owe(key, kind.ids_in(sent), op=Operation.DELETE)

    for signal in kind.changed_by:
        signal.connect(owe_changed, weak=False, dispatch_uid=f"search.sync.{key}")
    post_delete.connect(owe_gone, sender=kind.model, weak=False, dispatch_uid=f"search.sync.{key}")


def unfollow(key: str, kind: Kind) -> None:
    """For tests that know a kind of their own."""
    for signal in kind.changed_by:
        signal.disconnect(dispatch_uid=f"search.sync.{key}")
    post_delete.disconnect(sender=kind.model, dispatch_uid=f"search.sync.{key}")
