"""Before a city is served: a search index that fits."""

from __future__ import annotations

import logging

from config.prepare import PREPARATIONS, Preparation
from search.backends.base import EngineError
from search.sync.rebuild import rebuild, rebuild_needed

log = logging.getLogger(__name__)


def index_is_due() -> bool:
    """Is an index missing or of another layout? A server that does not answer is no reason not to start."""
    try:
        return rebuild_needed()
    except EngineError as error:
        log.warning("search engine: %s", error)
        return False


PREPARATIONS.add("search_index", Preparation("Search index", index_is_due, rebuild), order=40)
