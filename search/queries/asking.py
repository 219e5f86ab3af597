"""One question to one index, behind the breaker; and what an answer is, whatever is found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from search.backends import engine
from search.backends.base import BadCursor, IndexDef, Page, Query
from search.facets import FacetList
from search.queries.breaker import breaker

FoundT = TypeVar("FoundT")


@dataclass(frozen=True)
class Results(Generic[FoundT]):
    """An answer. `is_down`: the engine does not answer and these are matches from the database."""

    found: list[FoundT] = field(default_factory=list)
    total: int = 0
    facets: list[FacetList] = field(default_factory=list)
    next_cursor: str = ""
    is_down: bool = False


def ask_index(index: IndexDef, query: Query) -> Page:
    """The answer; an old or foreign cursor starts from the beginning. Raises EngineError."""
    try:
        return breaker.call(lambda: engine().search(index, query))
    except BadCursor:
        return breaker.call(lambda: engine().search(index, replace(query, cursor="")))
