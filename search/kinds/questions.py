"""Questions: a tab beside the materials for those who have question banks to search."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.routes import Access
from questionbank.items.models import Question
from questionbank.items.signals import question_changed
from repository.organisations.viewer import Viewer
from search.facets import QUESTIONS, facets_of
from search.indexes import questions as indexed
from search.indexes.rows import one_each
from search.pages.listings import Listing, Words, findable
from search.pages.question_rows import question_rows
from search.pages.rows import Row
from search.queries.asked import Asked
from search.queries.questions import FoundQuestion, count_questions, find_questions


def rows(viewer: Viewer, asked: Asked, found: Sequence[FoundQuestion]) -> list[Row]:
    """Stems with their formulas drawn."""
    return question_rows(found, asked.words)


def total(count: int) -> str:
    """How many were found."""
    return ngettext("%(shown)s question", "%(shown)s questions", count)


findable(
    "question",
    one_each(
        Question,
        changed_by=(question_changed,),
        index=indexed.index,
        read=indexed.read,
        document=indexed.document,
    ),
    Listing(
        route="search_questions",
        path="tim/cau-hoi/",
        access=Access.STAFF,
        is_for=lambda viewer: viewer.is_staff,
        facets=lambda viewer: facets_of(QUESTIONS),
        find=find_questions,
        count=count_questions,
        rows=rows,
        words=Words(
            tab=_("Questions"),
            one=_("question"),
            page=_("Search questions"),
            page_about=_("Search questions: %(text)s"),
            newest=_("Newest questions"),
            filtered=_("Newest questions"),
            total=total,
            resting=_(
                "Only the words as typed were looked for. Everything else works; please try again in a few minutes."
            ),
            no_match=_("Take away a filter, or look among all questions."),
            nothing=_("Use fewer or more general words, or part of a formula."),
            none_yet=_("No questions yet"),
            none_yet_why=_("Questions of your own and of your school's bank are listed here."),
        ),
    ),
    order=20,
)
