"""Facet: the kind of material."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext_lazy as _

from repository.catalogue.models import MaterialType
from search.facets import FACETS, Facet, Labels, Source


def read(source: Source) -> Iterable[str]:
    """The code of the kind, e.g. `bai-giang`."""
    return [source.material.material_type.code] if source.material.material_type else []


def name(codes: Collection[str]) -> Labels:
    """Labels in the active language."""
    return {kind.code: kind.label for kind in MaterialType.objects.filter(code__in=codes)}


FACETS.add(
    "material_type",
    Facet(key="loai", field="material_type", label=_("Kind of material"), read=read, name=name, size=20),
    order=30,
)
