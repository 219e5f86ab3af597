"""Backends: the only room that may name an engine. `engine()` gives the one that the settings choose."""

from __future__ import annotations

import functools
from pathlib import Path

from django.conf import settings

from search.backends.base import Engine
from search.backends.elasticsearch import ElasticsearchEngine
from search.backends.embedded import EmbeddedEngine


def engine() -> Engine:
    """Elasticsearch when ELASTICSEARCH_URL is set, else the embedded engine; one object per process and settings."""
    if settings.ELASTICSEARCH_URL:
        return _server(
            settings.ELASTICSEARCH_URL,
            settings.SEARCH_PREFIX,
            settings.ELASTICSEARCH_API_KEY,
            settings.SEARCH_TIMEOUT_SECONDS,
        )
    return _embedded(Path(settings.SEARCH_DIR) / settings.SEARCH_PREFIX)


@functools.lru_cache(maxsize=4)
def _server(url: str, prefix: str, api_key: str, timeout: float) -> Engine:
    return ElasticsearchEngine(url, prefix=prefix, api_key=api_key, timeout=timeout)


@functools.lru_cache(maxsize=4)
def _embedded(root: Path) -> Engine:
    return EmbeddedEngine(root)
