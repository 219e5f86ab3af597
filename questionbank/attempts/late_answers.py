"""Answers that came too late: what is known about them, so that a person can decide whether they count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from questionbank.attempts.models import Attempt, AttemptEvent, LateDecision
from questionbank.quizzes.models import Quiz


@dataclass(frozen=True)
class LateAnswers:
    """Undecided late answers of one attempt: "received 08:57, elapsed says 44:10 of 45:00".

    `elapsed_ms` is what the pupil's device counted when the last of them was written, `allowed_ms` the attempt's time.
    """

    event_ids: tuple[int, ...]
    received_at: datetime
    elapsed_ms: int
    allowed_ms: int

    @property
    def count(self) -> int:
        """How many answers."""
        return len(self.event_ids)

    @property
    def elapsed_seconds(self) -> int:
        """By the device's count."""
        return self.elapsed_ms // 1000

    @property
    def allowed_seconds(self) -> int:
        """The whole time of the attempt, with what was added."""
        return self.allowed_ms // 1000

    @property
    def is_within_time(self) -> bool:
        """By its own count the device wrote the last of them in time."""
        return self.elapsed_ms <= self.allowed_ms


def undecided_late_answers(quiz: Quiz, attempts: Iterable[Attempt]) -> dict[int, LateAnswers]:
    """Per attempt's row id; two queries."""
    decisions = LateDecision.objects.filter(attempt__quiz=quiz).values_list("event_ids", flat=True)
    decided = {event for events in decisions for event in events}
    rows: dict[int, list[AttemptEvent]] = {}
    events = AttemptEvent.objects.filter(attempt__quiz=quiz, late=True, conflicting=False)
    for event in events.only("id", "attempt_id", "received_at", "client_elapsed_ms"):
        if event.pk not in decided:
            rows.setdefault(event.attempt_id, []).append(event)
    allowed = {attempt.pk: _allowed_ms(attempt, quiz) for attempt in attempts if attempt.pk in rows}
    return {
        attempt: LateAnswers(
            tuple(event.pk for event in found),
            max(event.received_at for event in found),
            max(event.client_elapsed_ms for event in found),
            allowed.get(attempt, 0),
        )
        for attempt, found in rows.items()
    }


def _allowed_ms(attempt: Attempt, quiz: Quiz) -> int:
    if attempt.started_at is None or attempt.deadline is None:
        return quiz.minutes * 60_000
    return int((attempt.deadline - attempt.started_at).total_seconds() * 1000)
