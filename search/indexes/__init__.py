"""Index definitions: what each kind of findable thing (`search/kinds`) stands for in the indexes.

A kind reads its objects from the database *now* and says what each of its indexes must hold. Pupils have indexes of
their own, made from a projection without anything that is only for teachers. No index holds an answer key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.dispatch import Signal

from config.registry import Registry
from search.backends.base import IndexDef, Operation


@dataclass(frozen=True)
class Targeted:
    """An operation and the index it is for; `object_id` names the object it was made from."""

    index: str
    object_id: str
    operation: Operation


Outcome = Mapping[str, Exception]


def named_in(sent: Mapping[str, Any]) -> Sequence[str]:
    """Our own signals name public ids, a deleted row is there itself."""
    return sent["public_ids"] if "public_ids" in sent else [sent["instance"].public_id]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of findable thing.

    `model` is what its objects are rows of: a row that goes, by whatever way, leaves the indexes. `changed_by` are the
    signals that tell of changes; `ids_in` reads the objects out of what a signal sends (of a row that went: `instance`).
    `indexes` gives the definitions (facets included). `operations` reads the objects `{id: version}` and yields
    everything their indexes must do; what cannot be read is left to its second answer, `{id: error}`.
    `ids_after` walks all objects by keyset: (row number after which to go on, how many) -> [(row number, id)].
    `expected` says which document ids each index must hold for these objects, `marks` gives the objects' own counters
    of changes, and `object_of` the object behind a document id.
    """

    model: type[Model]
    changed_by: tuple[Signal, ...]
    indexes: Callable[[], Sequence[IndexDef]]
    operations: Callable[[Mapping[str, int]], tuple[list[Targeted], Outcome]]
    ids_after: Callable[[int, int], list[tuple[int, str]]]
    expected: Callable[[Sequence[str]], Mapping[str, frozenset[str]]]
    marks: Callable[[Sequence[str]], Mapping[str, int]]
    object_of: Callable[[str], str]
    ids_in: Callable[[Mapping[str, Any]], Sequence[str]] = named_in


KINDS: Registry[Kind] = Registry("kind of findable thing", package="search.kinds")


def definitions() -> dict[str, IndexDef]:
    """Every index by its name."""
    return {definition.name: definition for kind in KINDS for definition in kind.indexes()}


def walk(kind: Kind, at_once: int) -> Iterator[list[str]]:
    """All object ids of a kind, in portions."""
    after = 0
    while rows := kind.ids_after(after, at_once):
        after = rows[-1][0]
        yield [object_id for _, object_id in rows]
