"""What every screen of results begins with, and how its buttons say no."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from questionbank.attempts.models import Attempt
from questionbank.quizzes.models import Quiz, QuizState
from repository.organisations.requests import HouseRequest


def given_quiz(request: HouseRequest, public_id: str) -> Quiz:
    """A published quiz whose results the viewer may read; others do not exist for them."""
    quizzes = Quiz.objects.visible_to(request.viewer).exclude(state=QuizState.DRAFT)
    return get_object_or_404(quizzes.select_related("author"), public_id=public_id)


def run_quiz(request: HouseRequest, public_id: str) -> Quiz:
    """A published quiz that the viewer runs: its author's, or of a class they teach."""
    quizzes = Quiz.objects.run_by(request.viewer).exclude(state=QuizState.DRAFT)
    return get_object_or_404(quizzes.select_related("author"), public_id=public_id)


def chosen_attempts(request: HouseRequest, quiz: Quiz) -> list[Attempt]:
    """Those ticked on the class table."""
    ids = [one for one in request.POST.getlist("chosen") if _is_uuid(one)]
    rows = Attempt.objects.filter(quiz=quiz, public_id__in=ids)
    return list(rows.select_related("quiz", "pupil", "guest"))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
