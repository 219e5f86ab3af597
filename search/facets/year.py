"""Facet: the school year in which the work was published."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from search.facets import FACETS, Facet, Labels, Source

FIRST_MONTH = 8  # August opens the school year


def read(source: Source) -> Iterable[str]:
    """The year in which the school year began, e.g. `2026` for 2026-2027."""
    moment = source.material.published_at or source.material.created_at
    if moment is None:
        return []
    day = timezone.localdate(moment)
    return [str(day.year if day.month >= FIRST_MONTH else day.year - 1)]


def name(codes: Collection[str]) -> Labels:
    """`2026-2027`."""
    return {code: f"{code}-{int(code) + 1}" for code in codes if code.isdecimal()}


FACETS.add("year", Facet(key="nam-hoc", field="year", label=_("School year"), read=read, name=name), order=70)
