"""Facet: the subject."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext_lazy as _

from repository.curriculum.models import Subject
from search.facets import FACETS, MATERIALS, QUESTIONS, Facet, Labels, QuestionSource, Source


def read(source: Source | QuestionSource) -> Iterable[str]:
    """The code of the subject, e.g. `TOAN`."""
    return [source.subject.code] if source.subject else []


def name(codes: Collection[str]) -> Labels:
    """Labels in the active language."""
    return {subject.code: subject.label for subject in Subject.objects.filter(code__in=codes)}


FACETS.add(
    "subject",
    Facet(
        key="mon",
        field="subject",
        label=_("Subject"),
        read=read,
        name=name,
        size=30,
        indexes=frozenset({MATERIALS, QUESTIONS}),
    ),
    order=10,
)
