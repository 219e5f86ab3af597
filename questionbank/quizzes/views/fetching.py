"""Fetching a quiz for a page: what the person may not open does not exist for them."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from questionbank.quizzes.models import Quiz, QuizState
from repository.organisations.requests import HouseRequest


def own_quiz(request: HouseRequest, public_id: str) -> Quiz:
    """The viewer's own quiz, in any state."""
    quizzes = Quiz.objects.editable_by(request.viewer).select_related("author", "organisation", "paper")
    return get_object_or_404(quizzes, public_id=public_id)


def run_quiz(request: HouseRequest, public_id: str) -> Quiz:
    """A published quiz that the viewer runs: its author's, or of a class they teach."""
    quizzes = Quiz.objects.run_by(request.viewer).exclude(state=QuizState.DRAFT)
    return get_object_or_404(quizzes.select_related("author", "organisation", "paper"), public_id=public_id)


def seen_quiz(request: HouseRequest, public_id: str) -> Quiz:
    """A quiz that the viewer may look at: also leaders, who only read."""
    quizzes = Quiz.objects.visible_to(request.viewer).select_related("author", "organisation", "paper")
    return get_object_or_404(quizzes, public_id=public_id)
