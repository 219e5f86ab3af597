"""Facet: the school or office that owns the work."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext_lazy as _

from repository.organisations.models import OrgUnit
from search.facets import FACETS, MATERIALS, QUESTIONS, Audience, Facet, Labels, QuestionSource, Source


def read(source: Source | QuestionSource) -> Iterable[str]:
    """The code of the owner; none for a person's own bank."""
    return [source.owner.code] if source.owner else []


def name(codes: Collection[str]) -> Labels:
    """Short names where there are some."""
    return {unit.code: unit.label for unit in OrgUnit.objects.filter(code__in=codes)}


FACETS.add(
    "school",
    Facet(
        key="truong",
        field="school",
        label=_("School"),
        read=read,
        name=name,
        size=15,
        audience=Audience.STAFF,
        indexes=frozenset({MATERIALS, QUESTIONS}),
    ),
    order=40,
)
