"""Rebuild without downtime: fill new generations from the database while the relay's work goes to both, then swap.

The rebuild holds the writing lease and works off the outbox between its portions, so it *is* the relay while it runs.
A killed rebuild leaves half-filled generations, which the next one drops; what is being read is never touched.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from search.backends import engine
from search.backends.base import Engine, EngineError, IndexDef, PutChildren, Remove
from search.indexes import KINDS, Targeted, definitions, walk
from search.sync.lease import WritingLease, writing_lease
from search.sync.models import FillingGeneration, Priority, SearchOutbox
from search.sync.relay import RelayReport, drain, next_versions, remember_marks, write
from search.sync.services import owe

AT_ONCE = 200  # objects read at once
WRITE_AT = 10_000  # documents and passages that are committed together
RELAY_EVERY_SECONDS = 5
WAIT_FOR_LEASE_SECONDS = 120
CATCH_UP_SECONDS = 600
ROWS_AT_ONCE = 500

Progress = Callable[[int], None]


@dataclass
class RebuildReport:
    """What came of it: objects read, documents written, seconds, refused documents with reasons."""

    objects: int = 0
    documents: int = 0
    seconds: float = 0
    refused: dict[str, str] = field(default_factory=dict)


def rebuild(*, progress: Progress = lambda done: None) -> RebuildReport:
    """Fill all indexes anew and swap them in. Raises EngineError when another process will not let go."""
    began = time.monotonic()
    report = RebuildReport()
    with writing_lease(wait_seconds=WAIT_FOR_LEASE_SECONDS) as lease:
        if lease is None:
            raise EngineError("another process writes to the search index; try again in a minute")
        chosen = engine()
        # What is owed now is read anyway on the way: these rows are done once the new generation is in use.
        covered = list(SearchOutbox.objects.order_by("pk").values_list("pk", flat=True))
        newest = covered[-1] if covered else 0
        _begin(chosen)
        _fill(lease, report, progress, newest)
        drain(lease, RelayReport(), budget_seconds=CATCH_UP_SECONDS, after=newest)
        for definition in definitions().values():
            lease.renew()
            _finish(chosen, definition)
        for start in range(0, len(covered), ROWS_AT_ONCE):
            SearchOutbox.objects.filter(pk__in=covered[start : start + ROWS_AT_ONCE]).delete()
    report.seconds = time.monotonic() - began
    return report


def rebuild_needed() -> bool:
    """Is an index missing or of another layout?"""
    return not all(engine().state(definition).fits for definition in definitions().values())


def _begin(chosen: Engine) -> None:
    for name, definition in definitions().items():
        stale = FillingGeneration.objects.filter(index=name).first()
        if stale is not None and stale.generation != chosen.state(definition).generation:
            chosen.drop(definition, stale.generation)
        generation = chosen.create(definition)
        FillingGeneration.objects.update_or_create(index=name, defaults={"generation": generation})


def _fill(lease: WritingLease, report: RebuildReport, progress: Progress, newest: int) -> None:
    relayed = time.monotonic()
    for kind_key, kind in KINDS.items():
        pending: list[Targeted] = []
        for object_ids in walk(kind, AT_ONCE):
            marks = kind.marks(object_ids)
            targeted, broken = kind.operations(next_versions(kind_key, object_ids))
            pending += [row for row in targeted if not isinstance(row.operation, Remove)]
            remember_marks(kind_key, marks)
            owe(kind_key, broken, priority=Priority.SWEEP)
            report.objects += len(object_ids)
            if _size(pending) >= WRITE_AT:
                pending = _flush(lease, pending, report)
                progress(report.objects)
            if time.monotonic() - relayed > RELAY_EVERY_SECONDS:
                drain(lease, RelayReport(), budget_seconds=RELAY_EVERY_SECONDS, after=newest)
                relayed = time.monotonic()
        _flush(lease, pending, report)
        progress(report.objects)


def _flush(lease: WritingLease, pending: Sequence[Targeted], report: RebuildReport) -> list[Targeted]:
    lease.renew()
    report.refused |= write(pending, only_filling=True)
    report.documents += _size(pending)
    return []


def _size(pending: Sequence[Targeted]) -> int:
    return sum(
        len(row.operation.children) if isinstance(row.operation, PutChildren) else 1 for row in pending
    )


def _finish(chosen: Engine, definition: IndexDef) -> None:
    """Swap, keep the generation before for a day's regret, drop what is older."""
    filling = FillingGeneration.objects.get(index=definition.name)
    chosen.refresh(definition, filling.generation)
    before = chosen.swap(definition, filling.generation)
    filling.delete()
    for generation in chosen.generations(definition):
        if generation not in {filling.generation, before}:
            chosen.drop(definition, generation)
