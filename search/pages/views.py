"""The result page and the suggestions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from repository.organisations.viewer import Viewer
from search.backends.base import Sort
from search.facets import MATERIALS, QUESTIONS, facets_of
from search.pages.question_rows import question_rows
from search.pages.rows import address, chosen_chips, facet_groups, question_address, rows_for
from search.queries.asked import TEXT, Asked
from search.queries.asking import Results
from search.queries.questions import count_questions, find_questions
from search.queries.results import TermSuggestion, find, suggest, suggest_terms

MOST_SUGGESTIONS = 8
SHARED = ("mon", "lop")  # filters that mean the same for materials and questions


@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """Works that match, with facets and the best page of each; without words the newest ones."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    asked = Asked.read(request.GET, facets_of(MATERIALS, staff=not viewer.is_pupil))
    results = find(viewer, asked)
    context = _listing(asked, results, address)
    context |= {
        "rows": rows_for(viewer, results.found),
        "orders": _orders(asked),
        "tabs": _tabs(viewer, asked, materials=results.total),
    }
    return render(request, "search/pages/results.html", context)


@never_cache
def search_questions(request: HttpRequest) -> HttpResponse:
    """Questions that match, beside the materials: text and formulas, never keys."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    asked = Asked.read(request.GET, facets_of(QUESTIONS))
    results = find_questions(viewer, asked)
    context = _listing(asked, results, question_address)
    context |= {
        "rows": question_rows(results.found, asked.words),
        "tabs": _tabs(viewer, asked, questions=results.total),
    }
    return render(request, "search/pages/questions.html", context)


def _listing(asked: Asked, results: Results[Any], address: Callable[[Asked], str]) -> dict[str, object]:
    """What `search/pages/listing.html` needs beside rows and tabs; `address` says which page is asked."""
    return {
        "asked": asked,
        "results": results,
        "groups": facet_groups(asked, results.facets, address),
        "chosen": chosen_chips(asked, results.facets, address),
        "next_url": address(replace(asked, cursor=results.next_cursor)) if results.next_cursor else "",
        "first_url": address(replace(asked, cursor="")) if asked.cursor else "",
        "without_filters_url": address(replace(asked, chosen={}, cursor="")) if asked.chosen else "",
    }


@never_cache
def suggestions(request: HttpRequest) -> JsonResponse:
    """`{"suggestions": [{"text", "kind", "url"}]}`, filtered by the asker's own rights."""
    typed = request.GET.get(TEXT, "")
    titles = suggest(request.viewer, typed)  # type: ignore[attr-defined]
    terms = [term for term in suggest_terms(typed) if term.label not in titles]
    rows = [_term_row(term) for term in terms]
    rows += [{"text": title, "kind": _("material"), "url": address(Asked(typed=title))} for title in titles]
    return JsonResponse({"suggestions": rows[:MOST_SUGGESTIONS]})


def _term_row(term: TermSuggestion) -> dict[str, str]:
    if term.subject:
        return {
            "text": term.label,
            "kind": _("subject"),
            "url": address(Asked(chosen={"mon": (term.subject,)})),
        }
    return {"text": term.label, "kind": _("topic"), "url": address(Asked(typed=term.label))}


def _tabs(
    viewer: Viewer, asked: Asked, *, materials: int | None = None, questions: int | None = None
) -> list[dict[str, object]]:
    """Materials and questions for the same words; nothing for those who have no banks to search."""
    if not viewer.is_staff:
        return []
    words = Asked(typed=asked.typed, chosen={key: asked.chosen[key] for key in SHARED if key in asked.chosen})
    if questions is None and asked.typed:
        questions = count_questions(viewer, words)
    return [
        {
            "label": _("Materials"),
            "url": address(words),
            "count": materials,
            "selected": materials is not None,
        },
        {
            "label": _("Questions"),
            "url": question_address(words),
            "count": questions,
            "selected": materials is None,
        },
    ]


def _orders(asked: Asked) -> list[dict[str, object]]:
    labels = {Sort.RELEVANCE: _("Best match"), Sort.NEWEST: _("Newest")}
    return [
        {"label": label, "url": address(replace(asked, sort=sort, cursor="")), "selected": asked.sort is sort}
        for sort, label in labels.items()
    ]
