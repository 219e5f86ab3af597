"""What listens to quizzes: once one is published, its pupils have their attempts before anybody clicks."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from questionbank.attempts.services.joining import prepare_attempts
from questionbank.attempts.services.window import extend_to_window
from questionbank.quizzes.models import Quiz
from questionbank.quizzes.signals import quiz_published, quiz_window_changed


@receiver(quiz_published)
def lay_out_attempts(sender: object, quiz: Quiz, **kwargs: Any) -> None:
    """Rows only; the forms are there already."""
    prepare_attempts(quiz)


@receiver(quiz_window_changed)
def follow_the_window(sender: object, quiz: Quiz, **kwargs: Any) -> None:
    """A later closing gives time back to those at work; an earlier one takes none from them."""
    extend_to_window(quiz)
