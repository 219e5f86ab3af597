"""What listens to quizzes: once results are released, the pupils are told."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from config.audit.models import AuditEntry
from questionbank.quizzes.models import Quiz
from questionbank.quizzes.signals import quiz_results_released
from questionbank.results.services import tell_results_are_out


@receiver(quiz_results_released)
def tell_pupils(sender: object, quiz: Quiz, entry: AuditEntry, **kwargs: Any) -> None:
    """Rows only, in the transaction of the release."""
    tell_results_are_out(quiz, entry)
