"""The one registry: every extensible kind of the house is listed in an instance of it."""

from __future__ import annotations

import importlib
import pkgutil
import threading
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from config.errors import HouseError

T = TypeVar("T")


class DuplicateKey(HouseError):
    """Two kinds claim the same key."""


class UnknownKey(HouseError):
    """No kind is registered under this key."""


def named(path: str) -> Any:
    """The object under a dotted name such as "media.formats.child.inspect"; its module is imported when it must be."""
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


class Registry(Generic[T]):
    """An ordered set of kinds, each under a unique key.

    >>> facets: Registry[type] = Registry("facet")
    >>> @facets.register("licence", order=40)
    ... class LicenceFacet: ...
    >>> facets.keys()
    ['licence']

    Kinds of equal order are listed by key, so that the order never depends on import order.
    """

    def __init__(self, noun: str, package: str = "") -> None:
        self.noun = noun
        self.package = package
        self._entries: dict[str, tuple[int, T]] = {}
        self._loaded = not package
        self._loading = threading.RLock()
        self._is_loading = False

    def register(self, key: str, *, order: int = 100) -> Callable[[T], T]:
        """Decorator: list the decorated object under `key`; a second claim raises DuplicateKey."""

        def decorate(kind: T) -> T:
            self.add(key, kind, order=order)
            return kind

        return decorate

    def add(self, key: str, kind: T, *, order: int = 100) -> None:
        """List `kind` under `key`. Raises DuplicateKey when another object holds the key."""
        if key in self._entries and self._entries[key][1] is not kind:
            raise DuplicateKey(f"{self.noun} {key!r} is registered twice")
        self._entries[key] = (order, kind)

    def remove(self, key: str) -> None:
        """Forget a kind; for tests that register a kind of their own."""
        self._entries.pop(key, None)

    def load(self) -> None:
        """Import every module of the registry's package once, so that each registers itself."""
        if self._loaded:
            return
        with self._loading:  # a second thread waits until every kind is there; the loading thread passes
            if self._loaded or self._is_loading:
                return
            self._is_loading = True
            try:
                package = importlib.import_module(self.package)
                for module in pkgutil.iter_modules(package.__path__):
                    importlib.import_module(f"{self.package}.{module.name}")
                self._loaded = True
            finally:
                self._is_loading = False

    def __getitem__(self, key: str) -> T:
        self.load()
        try:
            return self._entries[key][1]
        except KeyError:
            raise UnknownKey(f"no {self.noun} is registered as {key!r}") from None

    def __contains__(self, key: object) -> bool:
        self.load()
        return key in self._entries

    def __iter__(self) -> Iterator[T]:
        return iter(self.values())

    def __len__(self) -> int:
        self.load()
        return len(self._entries)

    def items(self) -> list[tuple[str, T]]:
        """(key, kind) pairs in display order."""
        self.load()
        ranked = sorted(self._entries.items(), key=lambda entry: (entry[1][0], entry[0]))
        return [(key, kind) for key, (_, kind) in ranked]

    def keys(self) -> list[str]:
        """Keys in display order."""
        return [key for key, _ in self.items()]

    def values(self) -> list[T]:
        """Kinds in display order."""
        return [kind for _, kind in self.items()]
