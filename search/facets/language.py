"""Facet: the language of the work."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search.facets import FACETS, Facet, Labels, Source


def read(source: Source) -> Iterable[str]:
    """The language code, e.g. `vi`."""
    return [source.material.language]


def name(codes: Collection[str]) -> Labels:
    """The languages of Vietnamese schools; others keep their code."""
    known = {
        "vi": _("Vietnamese"),
        "en": _("English"),
        "fr": _("French"),
        "zh": _("Chinese"),
        "ja": _("Japanese"),
        "ko": _("Korean"),
        "de": _("German"),
        "ru": _("Russian"),
    }
    return {code: known[code] for code in codes if code in known}


FACETS.add(
    "language",
    Facet(key="ngon-ngu", field="language", label=gettext_lazy("Language"), read=read, name=name),
    order=60,
)
