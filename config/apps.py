"""The house itself as an application: its commands, its checks, its catalogue of texts."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class HouseConfig(AppConfig):
    """Makes the whole-house commands known and loads what rooms offer them: `preparations`, `checkups`, `safety`."""

    name = "config"
    label = "config_house"

    def ready(self) -> None:
        autodiscover_modules("preparations", "checkups", "safety")
