"""The house itself as an application: its commands, its system checks, its catalogue of texts."""

from __future__ import annotations

from django.apps import AppConfig


class HouseConfig(AppConfig):
    """Makes `config/management/commands` known."""

    name = "config"
    label = "config_house"
