"""Other people's addresses, taken by name: what nobody named here does not exist on our site.

A URLconf of somebody else's, included whole, brings doors that nobody looked at (a sign-in without our throttle, a
password form without any), and an upgrade brings more. So each address is named with its access beside it, or named as
replaced by a view of ours; every other one is left out. `tests/architecture/test_routes.py` walks the whole resolver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver

from config.routes import Access, View, guarded

Entry = URLPattern | URLResolver


@dataclass(frozen=True)
class Door:
    """One address of somebody else's that stays, as the tests read it. `ours`: a view of ours answers in its place."""

    name: str
    access: frozenset[Access]
    ours: bool
    address: str


DOORS: dict[str, list[Door]] = {}  # by full name; one name may have several addresses
LEFT_OUT: dict[
    str, str
] = {}  # full name (or address) of what a URLconf offered and nobody named -> its address


@dataclass(frozen=True)
class _Taker:
    open_to: Mapping[str, Access]
    instead: Mapping[str, View]

    def take(self, entries: list[Entry], prefix: str, namespace: str = "") -> Iterator[Entry]:
        for entry in entries:
            address = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                space = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
                kept = list(self.take(entry.url_patterns, address, space))
                if kept:
                    yield URLResolver(
                        entry.pattern, kept, entry.default_kwargs, entry.app_name, entry.namespace
                    )
                continue
            name = namespace + (entry.name or "")
            if name in self.open_to or name in self.instead:
                yield self._door(name, entry, address)
            else:
                LEFT_OUT[name or address] = address

    def _door(self, name: str, entry: URLPattern, address: str) -> URLPattern:
        ours = name in self.instead
        access = Access.PUBLIC if ours else self.open_to[name]
        view: Callable[..., Any] = self.instead[name] if ours else entry.callback
        door = Door(name, frozenset((access,)), ours, address)
        DOORS.setdefault(name, []).append(door)
        return URLPattern(entry.pattern, guarded(view, door.access), entry.default_args, entry.name)


def third_party(
    prefix: str, entries: list[Entry], *, open_to: Mapping[str, Access], instead: Mapping[str, View]
) -> list[Entry]:
    """Those of somebody else's `entries` (to be included under `prefix`) that are named, each behind its access.

    `instead`: names that must resolve because their owner links to them, answered by a view of ours.
    """
    taken = list(_Taker(open_to, instead).take(entries, prefix))
    missing = (set(open_to) | set(instead)) - set(DOORS)
    if missing:
        raise ImproperlyConfigured(f"No such third-party addresses any more: {', '.join(sorted(missing))}")
    return taken
