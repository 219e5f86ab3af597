"""Answers that came too late: what is known about them, so that a person can decide whether they count.

Nothing here is guessed: when they arrived, when the school had heard from the attempt before, what the device says of
its own clock, whether it had been handed in, and whether the pupil had had the score or the key on the screen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from questionbank.attempts.models import Attempt, AttemptEvent, LateDecision, Submission
from questionbank.quizzes.models import Quiz

SILENT_AFTER = timedelta(minutes=1)  # the player speaks up at least once a minute while it is open


@dataclass(frozen=True)
class LateAnswers:
    """Undecided late answers of one attempt; several taps on one question are one answer.

    `slots` are public ids. `heard_before` is when the school had heard from the attempt before the first of them (None:
    not known). `elapsed_ms` is what the pupil's device counted when the last was written, `allowed_ms` the attempt's
    time. `hand_in` had been made before they came. `score_shown_at` and `key_shown_at` only when before the last came.
    """

    event_ids: tuple[int, ...]
    slots: tuple[str, ...]
    first_at: datetime
    received_at: datetime
    heard_before: datetime | None
    elapsed_ms: int
    allowed_ms: int
    hand_in: Submission | None = None
    score_shown_at: datetime | None = None
    key_shown_at: datetime | None = None

    @property
    def count(self) -> int:
        """How many answers."""
        return len(self.slots)

    @property
    def gap(self) -> timedelta | None:
        """How long the school had heard nothing before they came; None while in touch, or when it is not known."""
        silent = self.first_at - self.heard_before if self.heard_before else None
        return silent if silent is not None and silent > SILENT_AFTER else None

    @property
    def elapsed_seconds(self) -> int:
        """By the device's count."""
        return self.elapsed_ms // 1000

    @property
    def allowed_seconds(self) -> int:
        """The whole time of the attempt, with what was added."""
        return self.allowed_ms // 1000


def undecided_late_answers(quiz: Quiz, attempts: Iterable[Attempt]) -> dict[int, LateAnswers]:
    """Per attempt's row id; three queries."""
    decisions = LateDecision.objects.filter(attempt__quiz=quiz).values_list("event_ids", flat=True)
    decided = {event for events in decisions for event in events}
    rows: dict[int, list[AttemptEvent]] = {}
    for event in AttemptEvent.objects.filter(attempt__quiz=quiz, late=True, conflicting=False):
        if event.pk not in decided:
            rows.setdefault(event.attempt_id, []).append(event)
    if not rows:
        return {}
    hand_ins: dict[int, list[Submission]] = {}
    for made in Submission.objects.filter(attempt__in=list(rows)):
        hand_ins.setdefault(made.attempt_id, []).append(made)
    known = {attempt.pk: attempt for attempt in attempts}
    return {
        pk: _late(quiz, known[pk], events, hand_ins.get(pk, [])) for pk, events in rows.items() if pk in known
    }


def late_slots(attempt: Attempt) -> dict[str, bool | None]:
    """Public ids of the slots whose answers came too late: whether they count, None while nobody has decided."""
    rows = list(attempt.events.filter(late=True, conflicting=False).order_by("pk").values_list("pk", "item"))
    if not rows:
        return {}
    verdicts: dict[int, bool] = {}
    for decision in attempt.late_decisions.order_by("id"):
        verdicts.update(dict.fromkeys(decision.event_ids, decision.accepted))
    return {item: verdicts.get(pk) for pk, item in rows}


def _late(
    quiz: Quiz, attempt: Attempt, events: list[AttemptEvent], hand_ins: list[Submission]
) -> LateAnswers:
    first = min(events, key=lambda event: (event.received_at, event.pk))
    last_at = max(event.received_at for event in events)
    before = [made for made in hand_ins if made.at <= first.received_at]
    return LateAnswers(
        event_ids=tuple(event.pk for event in events),
        slots=tuple(dict.fromkeys(event.item for event in events)),
        first_at=first.received_at,
        received_at=last_at,
        heard_before=first.heard_before,
        elapsed_ms=max(event.client_elapsed_ms for event in events),
        allowed_ms=_allowed_ms(attempt, quiz),
        hand_in=max(before, key=lambda made: made.at, default=None),
        score_shown_at=_if_before(attempt.score_shown_at, last_at),
        key_shown_at=_if_before(attempt.key_shown_at, last_at),
    )


def _if_before(moment: datetime | None, last_at: datetime) -> datetime | None:
    return moment if moment is not None and moment <= last_at else None


def _allowed_ms(attempt: Attempt, quiz: Quiz) -> int:
    if attempt.started_at is None or attempt.deadline is None:
        return quiz.minutes * 60_000
    return int((attempt.deadline - attempt.started_at).total_seconds() * 1000)
