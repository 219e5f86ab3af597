"""The careful path: under the attempt's row lock, events are stored once, compared, and projected again from all.

Repeats, gaps, older epochs, late work and conflicts all come here; so does the hand-in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog

from questionbank.attempts.form_contents import EventsRefused, Problem
from questionbank.attempts.messages import HIGHEST_SEQ, Event
from questionbank.attempts.models import Attempt, AttemptEvent, AttemptState, LateDecision
from questionbank.attempts.projection import Answers, Given, contiguous, project

log = structlog.get_logger(__name__)

MOST_CONFLICTS = 5  # other bodies kept per seq; more of them say nothing new


@dataclass
class Entry:
    """What became of a request's events. `stored` names every one that is in the database now."""

    stored: list[tuple[int, UUID]] = field(default_factory=list)
    conflicts: list[int] = field(default_factory=list)
    upto: int = 0
    late: bool = False


def lock_attempt(attempt_id: int) -> Attempt | None:
    """The attempt's row, locked until the transaction ends. SQLite's transactions hold everything anyway."""
    rows = Attempt.objects.select_related("quiz").select_for_update(of=("self",), no_key=True)
    return rows.filter(pk=attempt_id).first()


def is_running(attempt: Attempt, now: datetime) -> bool:
    """Events still count."""
    return attempt.state == AttemptState.IN_PROGRESS and not attempt.is_over(now)


def enter_events(
    attempt: Attempt,
    client_id: UUID,
    events: Iterable[Event],
    *,
    now: datetime,
    set_aside: frozenset[int] = frozenset(),
) -> Entry:
    """Store what is not there yet and bring the locked attempt up to date in memory; the caller saves it.

    `set_aside`: seqs that will never come and do not count as missing in `upto`.
    Raises EventsRefused when an event claims an epoch that its client never held.
    """
    events = list(events)
    refuse_wrong_epochs(attempt, client_id, events)
    book = Book(attempt)
    is_late = not is_running(attempt, now)
    entry, new = Entry(), []
    for event in events:
        row = book.row_of(client_id, event.seq)
        if row is None:
            new.append(_row(attempt, client_id, event, now, late=is_late))
            entry.stored.append((event.seq, event.uuid))
            entry.late |= is_late
        elif _is_same(row, event):
            entry.stored.append((event.seq, event.uuid))
            entry.late |= row.late
        else:
            entry.conflicts.append(event.seq)
            log.warning("conflicting event", attempt=str(attempt.public_id), seq=event.seq)
            if not book.has_conflict(client_id, event):
                new.append(_row(attempt, client_id, event, now, late=is_late, conflicting=True))
    AttemptEvent.objects.bulk_create(new, batch_size=500)
    book.add(new)
    entry.upto = book.upto(client_id, set_aside)
    if new:
        book.write_into(attempt)
        attempt.revision += 1
    return entry


def refuse_wrong_epochs(attempt: Attempt, client_id: UUID, events: Iterable[Event]) -> None:
    """An epoch speaks only with the voice of the client that held it."""
    problems = []
    for event in events:
        if attempt.holders.get(str(event.epoch)) != str(client_id):
            problems.append(Problem(event.seq, "wrong_epoch"))
        elif event.seq > HIGHEST_SEQ:
            problems.append(Problem(event.seq, "too_many"))
    if problems:
        raise EventsRefused(problems)


class Book:
    """All events of one attempt, read once."""

    def __init__(self, attempt: Attempt) -> None:
        self._rows = list(AttemptEvent.objects.filter(attempt=attempt))
        self._accepted = accepted_late_events(attempt) if any(row.late for row in self._rows) else frozenset()
        self._places = {(row.client_id, row.seq): row for row in self._valid()}

    def row_of(self, client_id: UUID, seq: int) -> AttemptEvent | None:
        """The event that holds this place."""
        return self._places.get((client_id, seq))

    def has_conflict(self, client_id: UUID, event: Event) -> bool:
        """This other body is kept already, or enough others are."""
        rows = [
            row
            for row in self._rows
            if row.conflicting and (row.client_id, row.seq) == (client_id, event.seq)
        ]
        return len(rows) >= MOST_CONFLICTS or any(_is_same(row, event) for row in rows)

    def add(self, rows: Iterable[AttemptEvent]) -> None:
        """Rows that were just stored."""
        self._rows.extend(rows)

    def upto(self, client_id: UUID, set_aside: frozenset[int] = frozenset()) -> int:
        """The highest seq of a client below which nothing is missing."""
        return contiguous({row.seq for row in self._valid() if row.client_id == client_id} | set_aside)

    def upto_of_all(self) -> dict[str, int]:
        """The same for every client that ever sent something."""
        return {str(client): self.upto(client) for client in {row.client_id for row in self._rows}}

    def answers(self) -> Answers:
        """The projection of the events that count: not conflicting, and not late unless a person accepted them."""
        counted = (row for row in self._valid() if not row.late or row.pk in self._accepted)
        return project(Given(row.item, row.epoch, row.seq, row.value) for row in counted)

    def write_into(self, attempt: Attempt) -> None:
        """The snapshot and the holder's place, as the events say."""
        attempt.answers = self.answers()
        self.place_holder(attempt)

    def place_holder(self, attempt: Attempt) -> None:
        """`last_seq` and `has_gaps` of whoever holds the attempt now."""
        held = [row.seq for row in self._valid() if row.client_id == attempt.holder]
        attempt.last_seq = contiguous(held)
        attempt.has_gaps = max(held, default=0) > attempt.last_seq

    def _valid(self) -> Iterable[AttemptEvent]:
        return (row for row in self._rows if not row.conflicting)


def accepted_late_events(attempt: Attempt) -> frozenset[int]:
    """Row ids of late events that a person let count; a later decision over the same event holds."""
    verdicts: dict[int, bool] = {}
    for decision in LateDecision.objects.filter(attempt=attempt).order_by("id"):
        verdicts.update(dict.fromkeys(decision.event_ids, decision.accepted))
    return frozenset(event for event, accepted in verdicts.items() if accepted)


def replayed_answers(attempt: Attempt) -> Answers:
    """What the events say, whatever the snapshot holds: for late decisions and for the fault tests' oracle."""
    return Book(attempt).answers()


def _is_same(row: AttemptEvent, event: Event) -> bool:
    """The same answer; how long the client took is no part of it."""
    return (row.uuid, row.epoch, row.item, row.value) == (event.uuid, event.epoch, event.item, event.value)


def _row(
    attempt: Attempt, client_id: UUID, event: Event, now: datetime, *, late: bool, conflicting: bool = False
) -> AttemptEvent:
    return AttemptEvent(
        attempt=attempt,
        client_id=client_id,
        seq=event.seq,
        uuid=event.uuid,
        epoch=event.epoch,
        item=event.item,
        value=event.value,
        client_elapsed_ms=event.elapsed_ms,
        received_at=now,
        late=late,
        conflicting=conflicting,
        heard_before=attempt.last_contact if late else None,
    )
