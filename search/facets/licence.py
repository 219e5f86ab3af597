"""Facet: the licence."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext_lazy as _

from repository.catalogue.models import Licence
from search.facets import FACETS, Facet, Labels, Source


def read(source: Source) -> Iterable[str]:
    """The code of the licence, e.g. `cc-by`."""
    return [source.material.licence.code] if source.material.licence else []


def name(codes: Collection[str]) -> Labels:
    """Labels in the active language."""
    return {licence.code: licence.label for licence in Licence.objects.filter(code__in=codes)}


FACETS.add(
    "licence", Facet(key="giay-phep", field="licence", label=_("Licence"), read=read, name=name), order=50
)
