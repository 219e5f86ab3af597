"""Sync: keeps index and database in step."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "search.sync"
    label = "search_sync"
