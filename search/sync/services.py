"""Owing something to the indexes: rows in the outbox, and a bell for the relay after the commit."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from config.jobs.services import enqueue
from search.sync.models import Operation, Priority, SearchOutbox

RELAY_JOB = "search.sync.relay"
REBUILD_JOB = "search.sync.rebuild"
_ROWS_AT_ONCE = 500


def owe(
    kind: str,
    object_ids: Iterable[str],
    *,
    op: Operation = Operation.INDEX,
    priority: Priority = Priority.PERSON,
) -> int:
    """Note that the indexes must look at these objects again; returns how many.

    Call it inside the transaction of the change: row and change stand or fall together. Bulk code that sends no
    signal calls it by itself, with `Priority.BULK`.
    """
    rows = [
        SearchOutbox(kind=kind, object_id=object_id, op=op, priority=priority) for object_id in object_ids
    ]
    if rows:
        SearchOutbox.objects.bulk_create(rows, batch_size=_ROWS_AT_ONCE)
        ring_relay()
    return len(rows)


def ring_relay() -> None:
    """Wake the relay once the surrounding transaction commits; the ticker's sweep is the guarantee behind it."""
    if connection.in_atomic_block:
        transaction.on_commit(_ring, robust=True)
    else:
        _ring()


def _ring() -> None:
    enqueue(RELAY_JOB, subject="search", unique=True)


def revive_dead(ids: Iterable[int] | None = None) -> int:
    """Try given-up entries again from their first try; all of them when no ids are given."""
    dead = SearchOutbox.objects.dead()
    if ids is not None:
        dead = dead.filter(pk__in=list(ids))
    revived = dead.update(dead_at=None, attempts=0, next_try=timezone.now())
    if revived:
        ring_relay()
    return revived
