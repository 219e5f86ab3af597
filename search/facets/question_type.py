"""Facet: the type of a question."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext_lazy as _

from questionbank.types.registry import QUESTION_TYPES
from search.facets import FACETS, QUESTIONS, Audience, Facet, Labels, QuestionSource


def read(source: QuestionSource) -> Iterable[str]:
    """The key of the type, e.g. `short_answer`."""
    return [source.question.type_key]


def name(codes: Collection[str]) -> Labels:
    """Labels in the active language."""
    return {kind.key: str(kind.label) for kind in QUESTION_TYPES if kind.key in codes}


FACETS.add(
    "question_type",
    Facet(
        key="dang",
        field="question_type",
        label=_("Type of question"),
        read=read,
        name=name,
        audience=Audience.STAFF,
        indexes=frozenset({QUESTIONS}),
    ),
    order=70,
)
