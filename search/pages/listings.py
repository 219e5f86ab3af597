"""A kind of search result as people meet it: its page, its tab, its rows, its words, and what stands in for the engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

from config.registry import Registry
from config.routes import Access
from repository.organisations.viewer import Viewer
from search.facets import Facet
from search.indexes import KINDS, Kind
from search.pages.rows import Row
from search.queries.asked import Asked
from search.queries.asking import Results

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a page of results says. `page_about` holds `%(text)s`, what `total` gives for a number holds `%(shown)s`."""

    tab: Text
    one: Text  # beside a suggestion: "material"
    page: Text  # the title of the window, without words and with them
    page_about: Text
    newest: Text  # the heading while nothing is asked; the other while only filters are chosen
    filtered: Text
    total: Callable[[int], str]
    resting: Text  # what the fallback looked at
    no_match: Text  # what to do when filters leave nothing, when words find nothing, and when there is nothing at all
    nothing: Text
    none_yet: Text
    none_yet_why: Text


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A page of results of one kind, at an address of its own.

    `find` searches and never raises for the engine's sake: what it gives while the engine rests, checked against
    `visible_to`, is the kind's fallback. `rows` draws what `find` found. `is_for` says who is shown the tab; `count` tells
    its number while another tab is open. `suggest` goes on from what was typed, among what the person may find.
    """

    route: str
    path: str
    access: Access
    is_for: Callable[[Viewer], bool]
    facets: Callable[[Viewer], list[Facet]]
    find: Callable[[Viewer, Asked], Results[Any]]
    rows: Callable[[Viewer, Asked, list[Any]], list[Row]]
    words: Words
    count: Callable[[Viewer, Asked], int | None] | None = None
    suggest: Callable[[Viewer, str], list[str]] | None = None
    is_sorted: bool = False  # may people choose between the best and the newest?

    def address(self, asked: Asked) -> str:
        """The address of a question."""
        return f"{reverse(self.route)}?{urlencode(asked.parameters())}"


LISTINGS: Registry[Listing] = Registry("kind of search result", package="search.kinds")


def findable(key: str, indexed: Kind, listing: Listing, *, order: int = 100) -> None:
    """Register a kind: what stands in the indexes for it, and how people meet it. The first by order is the search page."""
    KINDS.add(key, indexed, order=order)
    LISTINGS.add(key, listing, order=order)


def listings_for(viewer: Viewer) -> list[Listing]:
    """The kinds this person may search."""
    return [listing for listing in LISTINGS if listing.is_for(viewer)]
