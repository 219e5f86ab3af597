"""A window that moved: those who are at work get the time that the later closing leaves them, never less than they had."""

from __future__ import annotations

from django.db import transaction

from questionbank.attempts.models import Attempt, AttemptState
from questionbank.attempts.services.starting import deadline_of
from questionbank.quizzes.models import Quiz


@transaction.atomic
def extend_to_window(quiz: Quiz) -> int:
    """Move the deadlines of running attempts that the old closing time had cut; returns how many."""
    rows = Attempt.objects.filter(quiz=quiz, state=AttemptState.IN_PROGRESS).only(
        "pk", "started_at", "deadline", "extra_seconds"
    )
    moved = 0
    for attempt in rows:
        if attempt.started_at is None or attempt.deadline is None:
            continue
        deadline = deadline_of(quiz, attempt.started_at, attempt.extra_seconds)
        if deadline > attempt.deadline:
            still = Attempt.objects.filter(
                pk=attempt.pk, state=AttemptState.IN_PROGRESS, deadline__lt=deadline
            )
            moved += still.update(deadline=deadline)
    return moved
