"""One question to one index, behind the breaker; what an answer is, whatever is found; and the plainest way to find."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from repository.organisations.viewer import Viewer
from search.backends import engine
from search.backends.base import BadCursor, EngineError, IndexDef, Page, Query
from search.facets import Facet, FacetList, list_values
from search.queries.asked import Asked
from search.queries.breaker import breaker

log = logging.getLogger(__name__)

PAGE_SIZE = 20

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


@dataclass(frozen=True, kw_only=True)
class Finder(Generic[FoundT]):
    """The plainest way to find: ask one index, show what the database agrees to, count what one may choose.

    `shown` gives, of document ids, those that this person may see *now*. `fallback` looks at the database alone while the
    engine rests, and checks no less.
    """

    index: Callable[[], IndexDef]
    facets: Callable[[Viewer], list[Facet]]
    shown: Callable[[Viewer, Asked, Sequence[str]], Mapping[str, FoundT]]
    fallback: Callable[[Viewer, Asked, int], list[FoundT]]

    def find(self, viewer: Viewer, asked: Asked, *, size: int = PAGE_SIZE) -> Results[FoundT]:
        """Search. Never raises for the engine's sake."""
        facets = self.facets(viewer)
        try:
            page = ask_index(self.index(), asked.query(viewer.tokens, facets, size=size))
        except EngineError as error:
            log.warning("search engine: %s", error)
            found = self.fallback(viewer, asked, size)
            return Results(found, len(found), is_down=True)
        ids = [hit.id for hit in page.hits]
        shown = self.shown(viewer, asked, ids) if ids else {}
        counted = [
            list_values(facet, page.facets[facet.field], asked.chosen.get(facet.key, ())) for facet in facets
        ]
        return Results([shown[one] for one in ids if one in shown], page.total, counted, page.next_cursor)

    def count(self, viewer: Viewer, asked: Asked) -> int | None:
        """How many match from the first page on; None when nobody can say."""
        query = replace(asked, cursor="").query(viewer.tokens, self.facets(viewer), size=1, count=False)
        try:
            return ask_index(self.index(), query).total
        except EngineError:
            return None
