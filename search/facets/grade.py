"""Facet: the grade."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext_lazy as _

from repository.curriculum.models import GradeLevel
from search.facets import FACETS, MATERIALS, QUESTIONS, Facet, Labels, QuestionSource, Source, ValueOrder


def read(source: Source | QuestionSource) -> Iterable[str]:
    """Codes of all grades, e.g. `6`."""
    return source.grades


def name(codes: Collection[str]) -> Labels:
    """Labels in the active language."""
    return {grade.code: grade.label for grade in GradeLevel.objects.filter(code__in=codes)}


FACETS.add(
    "grade",
    Facet(
        key="lop",
        field="grade",
        label=_("Grade"),
        read=read,
        name=name,
        size=20,
        order=ValueOrder.CODE,
        indexes=frozenset({MATERIALS, QUESTIONS}),
    ),
    order=20,
)
