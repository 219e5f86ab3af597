"""Papers: parts and questions as an author arranges them, frozen into forms when a test event first needs them."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    """Papers."""

    name = "questionbank.papers"
    label = "questionbank_papers"
    verbose_name = _("Papers")
