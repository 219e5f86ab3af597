"""Quizzes: composed by teachers, frozen into forms when they are published."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizzesConfig(AppConfig):
    """Quizzes."""

    name = "questionbank.quizzes"
    label = "questionbank_quizzes"
    verbose_name = _("Quizzes")

    def ready(self) -> None:
        """Says which tests hang on a role and what a city needs first, and connects the receivers."""
        from questionbank.quizzes import holdings, preparations, receivers  # noqa: F401
