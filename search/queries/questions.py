"""Questions that match, for staff: the engine finds, the database decides again who may see each."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from questionbank.items.models import Question
from repository.organisations.viewer import Viewer
from search.backends.base import EngineError
from search.backends.text import clean
from search.facets import QUESTIONS, facets_of, list_values
from search.indexes import definitions
from search.queries.asked import Asked
from search.queries.asking import Results, ask_index
from search.queries.highlight import Snippet, snippet

log = logging.getLogger(__name__)

PAGE_SIZE = 20


@dataclass(frozen=True)
class FoundQuestion:
    """One question in a result, with the piece of its text that holds the words."""

    question: Question
    text: Snippet
    score: float = 0


def find_questions(viewer: Viewer, asked: Asked, *, size: int = PAGE_SIZE) -> Results[FoundQuestion]:
    """Search the banks this person may read; nobody but staff has any. Never raises for the engine's sake."""
    if not viewer.is_staff:
        return Results()
    facets = facets_of(QUESTIONS)
    try:
        page = ask_index(definitions()[QUESTIONS], asked.query(viewer.tokens, facets, size=size))
    except EngineError as error:
        log.warning("search engine: %s", error)
        return _from_database(viewer, asked, size)
    visible = _visible(viewer, [hit.id for hit in page.hits])
    found = [
        FoundQuestion(visible[hit.id], _cut(visible[hit.id], asked), hit.score)
        for hit in page.hits
        if hit.id in visible
    ]
    counted = [
        list_values(facet, page.facets[facet.field], asked.chosen.get(facet.key, ())) for facet in facets
    ]
    return Results(found, page.total, counted, page.next_cursor)


def count_questions(viewer: Viewer, asked: Asked) -> int | None:
    """How many match from the first page on; None when nobody can say, or when the viewer has no banks to search."""
    if not viewer.is_staff:
        return None
    query = replace(asked, cursor="").query(viewer.tokens, facets_of(QUESTIONS), size=1, count=False)
    try:
        return ask_index(definitions()[QUESTIONS], query).total
    except EngineError:
        return None


def _visible(viewer: Viewer, public_ids: list[str]) -> dict[str, Question]:
    if not public_ids:
        return {}
    rows = Question.objects.visible_to(viewer).filter(public_id__in=public_ids).with_labels()
    return {row.public_id: row for row in rows}


def _cut(question: Question, asked: Asked) -> Snippet:
    shown = question.published or question.draft
    return snippet(clean(shown.plain_text) if shown else "", asked.words)


def _from_database(viewer: Viewer, asked: Asked, size: int) -> Results[FoundQuestion]:
    """Questions whose text contains every typed word as it was typed."""
    rows = Question.objects.visible_to(viewer).with_labels().order_by("-updated_at", "-id")
    for word in asked.words.split()[:8]:
        rows = rows.filter(draft__plain_text__icontains=word)
    found = [FoundQuestion(row, _cut(row, asked)) for row in rows[:size]]
    return Results(found, len(found), is_down=True)
