"""One question to one index, behind the breaker."""

from __future__ import annotations

from dataclasses import replace

from search.backends import engine
from search.backends.base import BadCursor, IndexDef, Page, Query
from search.queries.breaker import breaker


def ask_index(index: IndexDef, query: Query) -> Page:
    """The answer; an old or foreign cursor starts from the beginning. Raises EngineError."""
    try:
        return breaker.call(lambda: engine().search(index, query))
    except BadCursor:
        return breaker.call(lambda: engine().search(index, replace(query, cursor="")))
