"""Closing by the clock: whatever the server has is handed in; closing and "needs grading" are one commit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from questionbank.attempts.models import Attempt, AttemptState, ClosedBy, Submission

BATCH = 100  # well under 50 ms of SQLite's write lock


def close_overdue() -> int:
    """Close every attempt past deadline and grace; returns how many. Safe to run twice and beside itself."""
    closed = 0
    now = timezone.now()
    running = Attempt.objects.filter(state=AttemptState.IN_PROGRESS, deadline__lt=now).select_related("quiz")
    candidates = running.only("deadline", "quiz__grace_seconds")
    due = [attempt.pk for attempt in candidates if attempt.is_over(now)]
    for start in range(0, len(due), BATCH):
        closed += _close_batch(due[start : start + BATCH], now)
    return closed


def close_by_clock(attempt: Attempt, now: datetime) -> Submission | None:
    """Close this locked attempt if its time and grace are over; saves it. None: it goes on."""
    return close_attempt(attempt, now, by=ClosedBy.CLOCK) if attempt.is_over(now) else None


def close_attempt(attempt: Attempt, now: datetime, *, by: str, key: UUID | None = None) -> Submission:
    """Hand in this locked attempt of the present round and save it: submission, state and the to-do of grading."""
    submission = Submission(attempt=attempt, round=attempt.round, at=now, closed_by=by)
    if key is not None:
        submission.idempotency_key = key
    submission.save(force_insert=True)
    _mark_closed(attempt, now)
    attempt.save()
    return submission


@transaction.atomic
def _close_batch(ids: list[int], now: datetime) -> int:
    """Rows that somebody else holds are left to the next sweep; extended or handed-in ones drop out under the lock."""
    rows = Attempt.objects.select_related("quiz").filter(pk__in=ids, state=AttemptState.IN_PROGRESS)
    locked = rows.select_for_update(of=("self",), skip_locked=True, no_key=True)
    due = [row for row in locked if row.is_over(now)]
    for attempt in due:
        _mark_closed(attempt, now)
    Submission.objects.bulk_create(
        Submission(attempt=attempt, round=attempt.round, at=now, closed_by=ClosedBy.CLOCK) for attempt in due
    )
    Attempt.objects.bulk_update(due, ["state", "submitted_at", "needs_grading", "revision"])
    return len(due)


def _mark_closed(attempt: Attempt, now: datetime) -> None:
    attempt.state = AttemptState.SUBMITTED
    attempt.submitted_at = now
    attempt.needs_grading = True
    attempt.revision += 1
