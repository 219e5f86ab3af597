"""Facet: how deep a question goes."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext_lazy as _

from questionbank.items.models import CognitiveLevel
from search.facets import FACETS, QUESTIONS, Audience, Facet, Labels, QuestionSource


def read(source: QuestionSource) -> Iterable[str]:
    """The code of the level, e.g. `applying`."""
    return [source.question.level]


def name(codes: Collection[str]) -> Labels:
    """Labels in the active language."""
    return {level.value: str(level.label) for level in CognitiveLevel if level.value in codes}


FACETS.add(
    "level",
    Facet(
        key="muc-do",
        field="level",
        label=_("Level"),
        read=read,
        name=name,
        audience=Audience.STAFF,
        indexes=frozenset({QUESTIONS}),
    ),
    order=60,
)
