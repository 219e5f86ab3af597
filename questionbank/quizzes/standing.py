"""Where a quiz stands now, in the words of the lists: draft, not open yet, open, closed."""

from __future__ import annotations

from datetime import datetime

from questionbank.quizzes.models import Quiz, QuizState

SCHEDULED, OPEN = "scheduled", "open"


def has_opened(quiz: Quiz, now: datetime) -> bool:
    """The opening time has come, or there is none."""
    return quiz.opens_at is None or quiz.opens_at <= now


def standing_of(quiz: Quiz, now: datetime) -> str:
    """A key of `repository.shell.states.STATES`: draft, scheduled, open or closed."""
    if quiz.state == QuizState.DRAFT:
        return quiz.state
    if quiz.state == QuizState.CLOSED or (quiz.closes_at and quiz.closes_at <= now):
        return QuizState.CLOSED
    return OPEN if has_opened(quiz, now) else SCHEDULED
