"""What pupils see: joining, the lobby, the player's page, the receipt, their results."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TakingConfig(AppConfig):
    """Taking a quiz."""

    name = "questionbank.taking"
    label = "questionbank_taking"
    verbose_name = _("Taking a quiz")
