"""Sync: keeps index and database in step."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "search.sync"
    label = "search_sync"

    def ready(self) -> None:
        """Listen to domain signals and register jobs and sweeps."""
        from search.sync import tasks  # noqa: F401
        from search.sync.receivers import follow_all

        follow_all()
