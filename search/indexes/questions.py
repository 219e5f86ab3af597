"""Questions: one index, `questions`, for staff only. Words and formulas of what is asked; never a key, never for pupils.

A question's document holds its published version, and before there is one the work in progress; its tokens are those
of `questionbank.items.acl`, so unfinished questions are found by their authors and reviewers alone.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable

from questionbank.items.acl import acl_tokens
from questionbank.items.models import Question
from questionbank.items.wording import search_text
from search.backends.base import Document, IndexDef, TextField
from search.backends.text import clean
from search.facets import QUESTIONS, QuestionSource, facets_of

TITLE_CHARACTERS = 160


@functools.cache
def index() -> IndexDef:
    """The one definition; facets give the keyword fields."""
    texts = (TextField("title", 3), TextField("topic", 2), TextField("body", 1))
    fields = tuple(facet.field for facet in facets_of(QUESTIONS))
    return IndexDef(QUESTIONS, texts, fields, ("updated",))


def read(public_ids: Iterable[str]) -> dict[str, Question]:
    """Questions with all that their documents need."""
    rows = Question.objects.filter(public_id__in=list(public_ids)).select_related(
        "subject", "grade", "topic", "bank__unit", "offered_to", "draft", "published"
    )
    return {row.public_id: row for row in rows}


def document(question: Question, version: int) -> Document:
    """What is asked, and who may find it."""
    shown = question.published or question.draft
    title = clean(shown.plain_text)[:TITLE_CHARACTERS] if shown else ""
    source = QuestionSource(question)
    terms = [term.label_vi for term in (question.subject, question.grade, question.topic) if term is not None]
    return Document(
        id=question.public_id,
        version=version,
        acl=tuple(sorted(acl_tokens(question))),
        texts={
            "title": title,
            "topic": clean(" ".join(terms)),
            "body": clean(search_text(shown)) if shown else "",
        },
        keywords={facet.field: facet.codes(source) for facet in facets_of(QUESTIONS)},
        numbers={"updated": int(question.updated_at.timestamp() * 1000)},
        payload={"title": title},
    )
