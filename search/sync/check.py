"""The drift check: what the indexes hold against what the database says, both ways; repairs go through the outbox."""

from __future__ import annotations

from dataclasses import dataclass, field

from search.backends import engine
from search.indexes import KINDS, Kind, walk
from search.sync.models import IndexedVersion, Priority, SearchOutbox
from search.sync.relay import OutboxState, outbox_state
from search.sync.services import owe

AT_ONCE = 500


@dataclass
class Drift:
    """Objects whose documents are missing, superfluous, or older than the object. Those on their way are no drift."""

    missing: set[str] = field(default_factory=set)
    surplus: set[str] = field(default_factory=set)
    outdated: set[str] = field(default_factory=set)
    outbox: OutboxState = field(default_factory=OutboxState)

    @property
    def objects(self) -> set[str]:
        """All of them."""
        return self.missing | self.surplus | self.outdated


def find_drift(*, repair: bool = False) -> Drift:
    """Compare; with `repair`, owe what drifted. Raises EngineError when the engine does not answer."""
    drift = Drift(outbox=outbox_state())
    for key, kind in KINDS.items():
        found = _drift_of(key, kind)
        drift.missing |= found.missing
        drift.surplus |= found.surplus
        drift.outdated |= found.outdated
        if repair:
            owe(key, sorted(found.objects), priority=Priority.SWEEP)
    return drift


def _drift_of(key: str, kind: Kind) -> Drift:
    held = {definition.name: {row[0] for row in engine().scan(definition)} for definition in kind.indexes()}
    drift = Drift()
    for object_ids in walk(kind, AT_ONCE):
        wanted = kind.expected(object_ids)
        for index, document_ids in wanted.items():
            drift.missing |= {kind.object_of(document_id) for document_id in document_ids - held[index]}
            held[index] -= document_ids
        drift.outdated |= _outdated(key, kind, object_ids)
    for left_over in held.values():
        drift.surplus |= {kind.object_of(document_id) for document_id in left_over}
    on_their_way = set(SearchOutbox.objects.waiting().filter(kind=key).values_list("object_id", flat=True))
    drift.missing -= on_their_way
    drift.surplus -= on_their_way
    drift.outdated -= on_their_way
    return drift


def _outdated(key: str, kind: Kind, object_ids: list[str]) -> set[str]:
    marks = kind.marks(object_ids)
    rows = IndexedVersion.objects.filter(kind=key, object_id__in=object_ids).values_list("object_id", "mark")
    seen = dict(rows)
    return {object_id for object_id, mark in marks.items() if seen.get(object_id, 0) < mark}
