"""What teachers see of a quiz: the class table, results by part and question, exports, corrections of a key."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResultsConfig(AppConfig):
    """Results."""

    name = "questionbank.results"
    label = "questionbank_results"
    verbose_name = _("Results")

    def ready(self) -> None:
        """Says what notices of results say, and connects the receivers."""
        from questionbank.results import receivers, told  # noqa: F401
