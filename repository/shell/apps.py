"""Shell: the frame of every page."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ShellConfig(AppConfig):
    name = "repository.shell"
    label = "repository_shell"

    def ready(self) -> None:
        """Let every room put its navigation entries, panels and components in: they stand in its `components.py`."""
        autodiscover_modules("components")
