"""What listens to classes: a test ends with the last of its classes, so that no pupil finds last year's work to do."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from config.accounts.models import User
from questionbank.quizzes.services.opening import close_with_classes
from repository.organisations.models import ClassGroup
from repository.organisations.signals import classes_closed


@receiver(classes_closed)
def close_tests(sender: object, actor: User, groups: list[ClassGroup], **kwargs: Any) -> None:
    """Rows only; whoever is at work goes on until their own time is over."""
    close_with_classes(actor, groups=groups)
