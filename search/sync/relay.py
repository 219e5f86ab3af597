"""The relay: takes what the outbox owes, reads the objects as they are now, and writes them to the indexes.

Whatever kills it, nothing is lost: rows go only after the engine has confirmed, and doing them again is harmless.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from config.jobs.services import enqueue
from search.backends import engine
from search.backends.base import Engine, EngineError, IndexDef
from search.indexes import KINDS, Targeted, definitions
from search.sync.lease import LeaseGone, WritingLease, writing_lease
from search.sync.models import FillingGeneration, IndexedVersion, SearchOutbox
from search.sync.services import REBUILD_JOB

log = logging.getLogger(__name__)

BATCH = 500  # objects read at once
ROWS_AT_ONCE = 100  # rows changed under one write lock, so that nobody waits long
MAX_ATTEMPTS = 8
FIRST_PAUSE_SECONDS = 5  # doubled with every failed try: 5 s … 10 min


@dataclass
class RelayReport:
    """What one run did. `problem` says why it stopped early, if it did."""

    objects: int = 0
    failed: int = 0
    problem: str = ""


def relay(*, budget_seconds: float = 30) -> RelayReport:
    """Work off what is due, for at most about `budget_seconds`; at once back when another process is at it."""
    report = RelayReport()
    if not SearchOutbox.objects.due().exists():
        return report
    with writing_lease() as lease:
        if lease is None:
            report.problem = "another process writes"
            return report
        try:
            if not indexes_ready(engine()):
                enqueue(REBUILD_JOB, subject="search", unique=True)
                report.problem = "the indexes must be rebuilt first"
                return report
            drain(lease, report, budget_seconds=budget_seconds)
        except (EngineError, LeaseGone) as error:
            report.problem = str(error)
            log.warning("search relay stopped: %s", error)
    return report


def indexes_ready(chosen: Engine) -> bool:
    """Is every index there, in the right layout? A first, empty set-up is made on the way."""
    states = {name: chosen.state(definition) for name, definition in definitions().items()}
    if all(state.fits for state in states.values()):
        return True
    nothing_yet = not any(state.generation for state in states.values())
    if (
        nothing_yet
        and not IndexedVersion.objects.exists()
        and not any(kind.ids_after(0, 1) for kind in KINDS)
    ):
        return all(chosen.ensure(definition).fits for definition in definitions().values())
    return False


def drain(lease: WritingLease, report: RelayReport, *, budget_seconds: float, after: int = 0) -> None:
    """Batches until nothing is due or the time is used up; only rows written later than the row `after`."""
    deadline = time.monotonic() + budget_seconds
    while time.monotonic() < deadline:
        rows = list(SearchOutbox.objects.due().filter(pk__gt=after)[:BATCH])
        if not rows:
            return
        lease.renew()
        lease.pace()
        _work_off(rows, report)
        lease.committed()


def next_versions(kind: str, object_ids: Iterable[str]) -> dict[str, int]:
    """Count one more read of each object, *before* it is read: a later read always has the higher version."""
    ids = list(dict.fromkeys(object_ids))
    versions: dict[str, int] = {}
    for start in range(0, len(ids), ROWS_AT_ONCE):
        versions |= _count_one_more(kind, ids[start : start + ROWS_AT_ONCE])
    return versions


@transaction.atomic
def _count_one_more(kind: str, ids: list[str]) -> dict[str, int]:
    fresh = [IndexedVersion(kind=kind, object_id=object_id) for object_id in ids]
    IndexedVersion.objects.bulk_create(fresh, ignore_conflicts=True)
    rows = IndexedVersion.objects.filter(kind=kind, object_id__in=ids)
    rows.update(version=F("version") + 1)
    return dict(rows.values_list("object_id", "version"))


def remember_marks(kind: str, marks: Mapping[str, int]) -> None:
    """Note with which change counter the objects reached the indexes."""
    rows = list(IndexedVersion.objects.filter(kind=kind, object_id__in=list(marks)))
    for row in rows:
        row.mark = marks[row.object_id]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        IndexedVersion.objects.bulk_update(rows[start : start + ROWS_AT_ONCE], ["mark"])


def write(targeted: Sequence[Targeted], *, only_filling: bool = False) -> dict[str, str]:
    """Write operations to the generations of their indexes; returns {document id: reason} of what was refused."""
    by_index: dict[str, list[Targeted]] = defaultdict(list)
    for row in targeted:
        by_index[row.index].append(row)
    known = definitions()
    refused: dict[str, str] = {}
    for name, rows in by_index.items():
        for generation in _write_set(engine(), known[name], only_filling=only_filling):
            done = engine().bulk(known[name], [row.operation for row in rows], generation)
            refused |= done.failed
    return refused


def _write_set(chosen: Engine, definition: IndexDef, *, only_filling: bool) -> list[str]:
    """The generation being read (if its layout fits) and the one being filled."""
    state = chosen.state(definition)
    generations = [state.generation] if state.fits and not only_filling else []
    filling = FillingGeneration.objects.filter(index=definition.name).first()
    if filling is not None and filling.generation in chosen.generations(definition):
        generations.append(filling.generation)
    return generations


def _work_off(rows: list[SearchOutbox], report: RelayReport) -> None:
    by_kind: dict[str, dict[str, list[SearchOutbox]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        by_kind[row.kind][row.object_id].append(row)
    for kind, owed in by_kind.items():
        failed = _index_objects(kind, list(owed))
        done = [row.pk for object_id, entries in owed.items() if object_id not in failed for row in entries]
        SearchOutbox.objects.filter(pk__in=done).delete()
        _back_off([(row, failed[object_id]) for object_id in failed for row in owed[object_id]])
        report.objects += len(owed) - len(failed)
        report.failed += len(failed)


def _index_objects(kind_key: str, object_ids: list[str]) -> dict[str, str]:
    """Read and write these objects; {object id: reason} of those that failed."""
    kind = KINDS[kind_key]
    marks = kind.marks(object_ids)
    targeted, broken = kind.operations(next_versions(kind_key, object_ids))
    failed = {object_id: f"{type(error).__name__}: {error}" for object_id, error in broken.items()}
    for document_id, reason in write(targeted).items():
        failed[kind.object_of(document_id)] = reason
    remember_marks(
        kind_key, {object_id: mark for object_id, mark in marks.items() if object_id not in failed}
    )
    return failed


def _back_off(failures: list[tuple[SearchOutbox, str]]) -> None:
    now = timezone.now()
    for row, reason in failures:
        row.attempts += 1
        row.last_error = reason[:500]
        row.next_try = now + timedelta(seconds=min(FIRST_PAUSE_SECONDS * 2 ** (row.attempts - 1), 600))
        row.dead_at = now if row.attempts >= MAX_ATTEMPTS else None
        log.warning("%s could not be indexed (try %s): %s", row, row.attempts, reason)
    fields = ["attempts", "last_error", "next_try", "dead_at"]
    SearchOutbox.objects.bulk_update([row for row, _ in failures], fields)


@dataclass
class OutboxState:
    """For operators: how much is owed, how old the oldest is (seconds), how much was given up."""

    waiting: int = 0
    dead: int = 0
    oldest_seconds: float = 0
    errors: list[str] = field(default_factory=list)


def outbox_state() -> OutboxState:
    """How the outbox stands."""
    waiting = SearchOutbox.objects.waiting()
    oldest = waiting.order_by("id").values_list("created_at", flat=True).first()
    dead = SearchOutbox.objects.dead()
    return OutboxState(
        waiting=waiting.count(),
        dead=dead.count(),
        oldest_seconds=(timezone.now() - oldest).total_seconds() if oldest else 0,
        errors=[f"{row}: {row.last_error}" for row in dead.order_by("-id")[:5]],
    )
