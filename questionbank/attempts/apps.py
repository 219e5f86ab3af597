"""Attempts: how an answer travels from a finger on a phone to a mark, and why none is lost on the way."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttemptsConfig(AppConfig):
    """Attempts."""

    name = "questionbank.attempts"
    label = "questionbank_attempts"
    verbose_name = _("Attempts")

    def ready(self) -> None:
        """Says how tests are called in notices, and connects the receivers."""
        from questionbank.attempts import belongings, receivers, told  # noqa: F401
