"""The jobs room: loads every `tasks` module of the house, so that every process knows every kind of job."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Registers kinds of jobs and sweeps when the process starts."""

    name = "config.jobs"
    label = "config_jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        autodiscover_modules("tasks")
