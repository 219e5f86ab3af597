"""The result pages, one per kind, and the suggestions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from repository.organisations.requests import HouseRequest
from repository.organisations.viewer import Viewer
from repository.shell.templatetags.shell import number
from search.backends.base import Sort
from search.pages.listings import LISTINGS, Listing, listings_for
from search.pages.rows import chosen_chips, facet_groups
from search.queries.asked import TEXT, Asked
from search.queries.asking import Results
from search.queries.results import TermSuggestion, suggest_terms

MOST_SUGGESTIONS = 8
SHARED = ("mon", "lop")  # filters that mean the same for every kind: a tab carries them over


def results_of(listing: Listing) -> Callable[[HouseRequest], HttpResponse]:
    """The page of one kind: what matches, with filters; without words the newest."""

    @never_cache
    def results(request: HouseRequest) -> HttpResponse:
        viewer: Viewer = request.viewer
        asked = Asked.read(request.GET, listing.facets(viewer))
        found = listing.find(viewer, asked)
        context = _listing(listing, asked, found)
        context |= {
            "rows": listing.rows(viewer, asked, found.found),
            "tabs": _tabs(viewer, asked, listing, found.total),
        }
        return render(request, "search/pages/results.html", context)

    return results


def _listing(listing: Listing, asked: Asked, results: Results[Any]) -> dict[str, object]:
    """What the page needs beside rows and tabs."""
    address, words = listing.address, listing.words
    return {
        "asked": asked,
        "results": results,
        "words": words,
        "title": words.page_about % {"text": asked.typed} if asked.typed else words.page,
        "total": words.total(results.total) % {"shown": number(results.total)},
        "orders": _orders(asked, address)
        if listing.is_sorted and asked.words and not results.is_down
        else [],
        "groups": facet_groups(asked, results.facets, address),
        "chosen": chosen_chips(asked, results.facets, address),
        "next_url": address(replace(asked, cursor=results.next_cursor)) if results.next_cursor else "",
        "first_url": address(replace(asked, cursor="")) if asked.cursor else "",
        "without_filters_url": address(replace(asked, chosen={}, cursor="")) if asked.chosen else "",
    }


@never_cache
def suggestions(request: HouseRequest) -> JsonResponse:
    """`{"suggestions": [{"text", "kind", "url"}]}`, filtered by the asker's own rights."""
    typed = request.GET.get(TEXT, "")
    titles = [
        {"text": title, "kind": listing.words.one, "url": listing.address(Asked(typed=title))}
        for listing in listings_for(request.viewer)
        if listing.suggest is not None
        for title in listing.suggest(request.viewer, typed)
    ]
    known = {row["text"] for row in titles}
    rows = [_term_row(term) for term in suggest_terms(typed) if term.label not in known] + titles
    return JsonResponse({"suggestions": rows[:MOST_SUGGESTIONS]})


def _term_row(term: TermSuggestion) -> dict[str, Any]:
    first = LISTINGS.values()[0]
    if term.subject:
        chosen = {"mon": (term.subject,)}
        return {"text": term.label, "kind": _("subject"), "url": first.address(Asked(chosen=chosen))}
    return {"text": term.label, "kind": _("topic"), "url": first.address(Asked(typed=term.label))}


def _tabs(viewer: Viewer, asked: Asked, shown: Listing, total: int) -> list[dict[str, object]]:
    """Every kind for the same words; nothing for those who have only one to search."""
    listings = listings_for(viewer)
    if len(listings) < 2:
        return []
    words = Asked(typed=asked.typed, chosen={key: asked.chosen[key] for key in SHARED if key in asked.chosen})
    return [
        {
            "label": listing.words.tab,
            "url": listing.address(words),
            "count": total if listing is shown else _count(listing, viewer, words),
            "selected": listing is shown,
        }
        for listing in listings
    ]


def _count(listing: Listing, viewer: Viewer, words: Asked) -> int | None:
    return listing.count(viewer, words) if listing.count is not None and words.typed else None


def _orders(asked: Asked, address: Callable[[Asked], str]) -> list[dict[str, object]]:
    labels = {Sort.RELEVANCE: _("Best match"), Sort.NEWEST: _("Newest")}
    return [
        {"label": label, "url": address(replace(asked, sort=sort, cursor="")), "selected": asked.sort is sort}
        for sort, label in labels.items()
    ]
