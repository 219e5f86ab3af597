"""Questions that match, for staff: the engine finds, the database decides again who may see each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from questionbank.items.models import Question
from repository.organisations.viewer import Viewer
from search.backends.text import clean
from search.facets import QUESTIONS, facets_of
from search.indexes.questions import index
from search.queries.asked import Asked
from search.queries.asking import PAGE_SIZE, Finder, Results
from search.queries.highlight import Snippet, snippet


@dataclass(frozen=True)
class FoundQuestion:
    """One question in a result, with the piece of its text that holds the words."""

    question: Question
    text: Snippet


def find_questions(viewer: Viewer, asked: Asked, *, size: int = PAGE_SIZE) -> Results[FoundQuestion]:
    """Search the banks this person may read; nobody but staff has any. Never raises for the engine's sake."""
    return _finder.find(viewer, asked, size=size) if viewer.is_staff else Results()


def count_questions(viewer: Viewer, asked: Asked) -> int | None:
    """How many match from the first page on; None when nobody can say, or when the viewer has no banks to search."""
    return _finder.count(viewer, asked) if viewer.is_staff else None


def _shown(viewer: Viewer, asked: Asked, public_ids: Sequence[str]) -> Mapping[str, FoundQuestion]:
    rows = Question.objects.visible_to(viewer).filter(public_id__in=public_ids).with_labels()
    return {row.public_id: FoundQuestion(row, _cut(row, asked)) for row in rows}


def _from_database(viewer: Viewer, asked: Asked, size: int) -> list[FoundQuestion]:
    """Questions whose text contains every typed word as it was typed."""
    rows = Question.objects.visible_to(viewer).with_labels().order_by("-updated_at", "-id")
    for word in asked.words.split()[:8]:
        rows = rows.filter(draft__plain_text__icontains=word)
    return [FoundQuestion(row, _cut(row, asked)) for row in rows[:size]]


def _cut(question: Question, asked: Asked) -> Snippet:
    shown = question.published or question.draft
    return snippet(clean(shown.plain_text) if shown else "", asked.words)


_finder = Finder(
    index=index, facets=lambda viewer: facets_of(QUESTIONS), shown=_shown, fallback=_from_database
)
