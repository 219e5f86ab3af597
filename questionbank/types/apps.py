"""The question types as a Django application: no models, only the command that grades from files."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TypesConfig(AppConfig):
    """Question types."""

    name = "questionbank.types"
    label = "questionbank_types"
    verbose_name = _("Question types")
