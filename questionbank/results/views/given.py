"""What every screen of results begins with, and how its buttons say no."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from config.errors import NotAllowed, Refused
from questionbank.quizzes.models import Quiz, QuizState
from repository.shell.responses import refused


def given_quiz(request: HttpRequest, public_id: str) -> Quiz:
    """A published quiz whose results the viewer may read; others do not exist for them."""
    quizzes = Quiz.objects.visible_to(request.viewer).exclude(state=QuizState.DRAFT)
    return get_object_or_404(quizzes.select_related("author"), public_id=public_id)


def refusal_page(request: HttpRequest, refusal: Refused, *, back_url: str) -> HttpResponse:
    """The sentence on a page of its own: 403 for who may not, 409 for what cannot be."""
    status = 403 if isinstance(refusal, NotAllowed) else 409
    return refused(request, reason=str(refusal), back_url=back_url, status=status)
