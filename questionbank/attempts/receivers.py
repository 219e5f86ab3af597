"""What listens to quizzes: once one is published, its pupils have their attempts before anybody clicks."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from questionbank.attempts.services.joining import prepare_attempts
from questionbank.quizzes.models import Quiz
from questionbank.quizzes.signals import quiz_published


@receiver(quiz_published)
def lay_out_attempts(sender: object, quiz: Quiz, **kwargs: Any) -> None:
    """Rows only; the forms are there already."""
    prepare_attempts(quiz)
