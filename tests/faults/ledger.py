"""The oracle: what clients were promised against what the database holds, after whatever happened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from questionbank.attempts.form_contents import form_content
from questionbank.attempts.ledger import replayed_answers
from questionbank.attempts.models import (
    Attempt,
    AttemptEvent,
    AttemptState,
    ItemScore,
    ScoreSource,
    Submission,
)
from questionbank.attempts.services.grading import mark_sheet, marks_of
from questionbank.types.base import total_points

# (attempt public id, client id, seq, uuid, item, value): what a receipt named
Promise = tuple[str, str, int, str, str, Any]


def broken_promises(promises: Iterable[Promise]) -> list[str]:
    """Acknowledged answers that are not in the database as they were acknowledged."""
    wrong = []
    for attempt, client, seq, uuid, item, value in promises:
        row = AttemptEvent.objects.filter(
            attempt__public_id=attempt, client_id=client, seq=seq, conflicting=False
        ).first()
        if row is None:
            wrong.append(f"{attempt} {client}:{seq} was acknowledged and is gone")
        elif (str(row.uuid), row.item, row.value) != (uuid, item, value):
            wrong.append(f"{attempt} {client}:{seq} holds something else than was acknowledged")
    return wrong


def complaints_about(attempt: Attempt) -> list[str]:
    """What is wrong with one attempt by itself; empty when all is well."""
    wrong = []
    if attempt.answers != replayed_answers(attempt):
        wrong.append(f"snapshot {attempt.answers} is not the replay {replayed_answers(attempt)}")
    wrong += _wrong_places(attempt)
    wrong += _wrong_submissions(attempt)
    wrong += _wrong_marks(attempt)
    slots = set(attempt.form.prepared)
    if foreign := {event.item for event in attempt.events.all()} - slots:
        wrong.append(f"answers to questions of another form: {foreign}")
    return [f"{attempt.public_id}: {sentence}" for sentence in wrong]


def _wrong_places(attempt: Attempt) -> list[str]:
    events = [event for event in attempt.events.all() if not event.conflicting]
    places = [(event.client_id, event.seq) for event in events]
    wrong = [] if len(places) == len(set(places)) else ["an event is there twice"]
    strangers = [
        event.seq for event in events if attempt.holders.get(str(event.epoch)) != str(event.client_id)
    ]
    if strangers:
        wrong.append(f"events {strangers} speak for an epoch that their client never held")
    held = {event.seq for event in events if event.client_id == attempt.holder}
    upto = next(seq for seq in range(len(held) + 1) if seq + 1 not in held)
    if attempt.holder and (attempt.last_seq, attempt.has_gaps) != (upto, bool(held) and max(held) > upto):
        wrong.append(f"the holder stands at {upto}, the row says {attempt.last_seq}")
    return wrong


def _wrong_submissions(attempt: Attempt) -> list[str]:
    rounds = list(Submission.objects.filter(attempt=attempt).values_list("round", flat=True))
    wrong = [] if len(rounds) == len(set(rounds)) else ["handed in twice in one round"]
    is_over = attempt.state == AttemptState.SUBMITTED
    if attempt.state in {AttemptState.SUBMITTED, AttemptState.IN_PROGRESS} and is_over != (
        attempt.round in rounds
    ):
        wrong.append(f"{attempt.state} with submissions of rounds {rounds}")
    return wrong


def _wrong_marks(attempt: Attempt) -> list[str]:
    """Marks of the key are those of a pure re-grade; what a person gave stands and counts."""
    rows = {row.slot_id: row for row in ItemScore.objects.filter(attempt=attempt)}
    if attempt.graded_at is None:
        return []
    waiting = [row.pk for row in rows.values() if row.needs_human]
    wrong = [f"graded while {waiting} wait for a person"] if waiting else []
    marks = marks_of(mark_sheet(attempt.quiz), form_content(attempt.form.package_name), attempt.answers)
    stored = {slot: row.fraction for slot, row in rows.items()}
    given = {slot: row.fraction for slot, row in rows.items() if row.source == ScoreSource.PERSON}
    pure = {one.key.slot_id: one.mark.outcome.fraction for one in marks.slots.values()} | given
    if stored != pure:
        wrong.append(f"marks {stored}, a pure re-grade gives {pure}")
    earned = [(one.key.question.points, pure[one.key.slot_id]) for one in marks.slots.values()]
    total = total_points(earned, step=attempt.quiz.paper.rounding_step)
    return wrong if attempt.score == total else [*wrong, f"score {attempt.score}, not {total}"]
