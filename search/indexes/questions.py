"""Questions: one index, `questions`, for staff only. Words and formulas of what is asked; never a key, never for pupils.

A question's document holds its published version, and before there is one the work in progress; its tokens are those
of `questionbank.items.acl`, so unfinished questions are found by their authors and reviewers alone.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence

from questionbank.items.acl import acl_tokens
from questionbank.items.models import Question
from questionbank.items.wording import search_text
from search.backends.base import Document, IndexDef, Put, Remove, TextField
from search.backends.text import clean
from search.facets import QUESTIONS, QuestionSource, facets_of
from search.indexes import KINDS, Kind, Outcome, Targeted

TITLE_CHARACTERS = 160


@functools.cache
def indexes() -> tuple[IndexDef, ...]:
    """The one definition; facets give the keyword fields."""
    texts = (TextField("title", 3), TextField("topic", 2), TextField("body", 1))
    fields = tuple(facet.field for facet in facets_of(QUESTIONS))
    return (IndexDef(QUESTIONS, texts, fields, ("updated",)),)


def operations(versions: Mapping[str, int]) -> tuple[list[Targeted], Outcome]:
    """What the index must do for these questions; one that cannot be read does not hold up the others."""
    found = _read(versions.keys())
    todo: list[Targeted] = []
    broken: dict[str, Exception] = {}
    for public_id, version in versions.items():
        try:
            question = found.get(public_id)
            tokens = acl_tokens(question) if question is not None else set()
            put = Put(_document(question, version, tokens)) if question is not None and tokens else None
        except Exception as error:  # poison: counted, backed off and shown by the relay
            broken[public_id] = error
        else:
            todo.append(Targeted(QUESTIONS, public_id, put or Remove(public_id, version)))
    return todo, broken


def ids_after(row: int, limit: int) -> list[tuple[int, str]]:
    """Questions by row number."""
    rows = Question.objects.filter(pk__gt=row).order_by("pk").values_list("pk", "public_id")
    return list(rows[:limit])


def expected(public_ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """Documents that the index must hold for these questions."""
    found = _read(public_ids)
    return {QUESTIONS: frozenset(key for key, question in found.items() if acl_tokens(question))}


def marks(public_ids: Sequence[str]) -> Mapping[str, int]:
    """The questions' own counters of changes."""
    return dict(Question.objects.filter(public_id__in=public_ids).values_list("public_id", "change_number"))


def question_of(document_id: str) -> str:
    """The public id of the question behind a document."""
    return document_id


def _read(public_ids: Iterable[str]) -> dict[str, Question]:
    rows = Question.objects.filter(public_id__in=list(public_ids)).select_related(
        "subject", "grade", "topic", "bank__unit", "offered_to", "draft", "published"
    )
    return {row.public_id: row for row in rows}


def _document(question: Question, version: int, tokens: Iterable[str]) -> Document:
    shown = question.published or question.draft
    title = clean(shown.plain_text)[:TITLE_CHARACTERS] if shown else ""
    source = QuestionSource(question)
    terms = [term.label_vi for term in (question.subject, question.grade, question.topic) if term is not None]
    return Document(
        id=question.public_id,
        version=version,
        acl=tuple(sorted(tokens)),
        texts={
            "title": title,
            "topic": clean(" ".join(terms)),
            "body": clean(search_text(shown)) if shown else "",
        },
        keywords={facet.field: facet.codes(source) for facet in facets_of(QUESTIONS)},
        numbers={"updated": int(question.updated_at.timestamp() * 1000)},
        payload={"title": title},
    )


KINDS.add("question", Kind(indexes, operations, ids_after, expected, marks, question_of))
