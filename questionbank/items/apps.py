"""The bank's rows: questions, their versions and their keys."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ItemsConfig(AppConfig):
    """Banks and questions."""

    name = "questionbank.items"
    label = "questionbank_items"
    verbose_name = _("Question banks")

    def ready(self) -> None:
        """Lists questions as reviewable and their pictures with the delivery."""
        from questionbank.items import file_access, reviewing, told  # noqa: F401
