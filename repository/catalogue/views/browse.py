"""The catalogue: what is published to the viewer, by subject, grade and kind. No script, few queries, light pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from repository.catalogue.covers import with_covers
from repository.catalogue.models import LearningMaterial
from repository.catalogue.querysets import LearningMaterialQuerySet
from repository.curriculum.terms import TermLabel, term_labels
from repository.organisations.requests import HouseRequest
from repository.shell.keyset import keyset_page

PAGE_SIZE = 24
FILTERS = {"mon": "subject", "lop": "grade", "loai": "type"}
SORTS = {"": "published_at", "dung-nhieu": "use_count"}


def catalogue(request: HouseRequest) -> HttpResponse:
    """One page of the list; `mon`, `lop`, `loai` filter it, `xep` orders it."""
    terms = _terms()
    chosen = {name: _chosen(terms[name], request.GET.get(name, "")) for name in terms}
    works = _filtered(LearningMaterial.objects.published_to(request.viewer), chosen)
    sort = request.GET.get("xep", "") if request.GET.get("xep", "") in SORTS else ""
    page = keyset_page(request, works.with_labels(), by=SORTS[sort], size=PAGE_SIZE)
    context = {
        "rows": with_covers(request.viewer, page.rows),
        "page": page,
        "groups": _groups(request, terms, chosen),
        "chips": [
            {"label": term.label, "hue": term.hue, "remove_url": _url(request, name, "")}
            for name, term in chosen.items()
            if term
        ],
        "sorts": [
            {"label": _("Newest"), "url": _url(request, "xep", ""), "selected": not sort},
            {
                "label": _("Much used"),
                "url": _url(request, "xep", "dung-nhieu"),
                "selected": sort == "dung-nhieu",
            },
        ],
    }
    return render(request, "repository/catalogue/catalogue.html", context)


def _filtered(
    works: LearningMaterialQuerySet, chosen: dict[str, TermLabel | None]
) -> LearningMaterialQuerySet:
    if subject := chosen["mon"]:
        works = works.filter(subject=subject.pk)
    if grade := chosen["lop"]:
        works = works.filter(grades=grade.pk)
    if kind := chosen["loai"]:
        works = works.filter(material_type=kind.pk)
    return works


def _terms() -> dict[str, list[TermLabel]]:
    return {name: list(term_labels(kind).values()) for name, kind in FILTERS.items()}


def _chosen(terms: list[TermLabel], code: str) -> TermLabel | None:
    return next((term for term in terms if term.code == code), None)


def _groups(
    request: HouseRequest, terms: dict[str, list[TermLabel]], chosen: dict[str, TermLabel | None]
) -> list[dict[str, Any]]:
    labels = {"mon": _("Subject"), "lop": _("Grade"), "loai": _("Kind of material")}
    return [
        {
            "label": labels[name],
            "values": [
                {
                    "label": term.label,
                    "selected": term == chosen[name],
                    "count": None,
                    "url": _url(request, name, "" if term == chosen[name] else term.code),
                }
                for term in terms[name]
            ],
        }
        for name in terms
    ]


def _url(request: HouseRequest, name: str, value: str) -> str:
    """The list with one filter changed, from its beginning."""
    kept = {key: request.GET[key] for key in ("mon", "lop", "loai", "xep") if request.GET.get(key)}
    kept.pop(name, None)
    if value:
        kept[name] = value
    return f"?{urlencode(kept)}" if kept else request.path
