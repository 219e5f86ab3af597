"""A result as the components of the frame draw it: rows, facets with addresses, chips, neighbours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from media.formats.anchor_labels import anchor_label
from repository.catalogue.covers import covers_for
from repository.organisations.viewer import Viewer
from repository.shell.covers import Cover
from search.facets import FacetList
from search.queries.asked import Asked
from search.queries.highlight import Mark, Snippet, pieces
from search.queries.results import Found, PageFound

# Parameters of the material page: which file, where in it, and whether the work in progress is meant.
FILE, NEAR, EDITION, IN_PROGRESS = "tep", "neo", "ban", "nhap"


def marked(text: str, found: Sequence[Mark]) -> SafeString:
    """The text, escaped piece by piece, with `<mark>` around the words of the query."""
    return format_html_join(
        "",
        "{}",
        ((format_html("<mark>{}</mark>", p.text) if p.marked else p.text,) for p in pieces(text, found)),
    )


def cut(found: Snippet) -> SafeString:
    """A snippet with dots where something was left out."""
    dots = ("… " if found.before else "", " …" if found.after else "")
    return format_html("{}{}{}", dots[0], marked(found.text, found.marks), dots[1])


@dataclass(frozen=True)
class Row:
    """What `components/row.html` shows of one work or question; a question has neither cover nor passage."""

    title: SafeString
    url: str
    meta: list[str]
    chips: list[dict[str, Any]]
    state: str = ""
    cover: Cover | None = None
    passage: SafeString | str = ""
    passage_label: str = ""
    passage_url: str = ""
    note: str = ""


def rows_for(viewer: Viewer, found: Sequence[Found]) -> list[Row]:
    """Rows with covers, in two queries for all of them."""
    published = [row.material for row in found if not row.is_draft]
    drafts = [row.material for row in found if row.is_draft]
    covers = covers_for(viewer, published) if published else {}
    draft_covers = covers_for(viewer, drafts, drafts=True) if drafts else {}
    return [_row(row, (draft_covers if row.is_draft else covers)[row.material.pk]) for row in found]


def _row(found: Found, cover: Cover) -> Row:
    material = found.material
    page = found.pages[0] if found.pages else None
    passage: SafeString | str = ""
    if page is not None:
        passage = cut(page.snippet)
    elif found.summary is not None:
        passage = cut(found.summary)
    licence = material.licence.label if material.licence else ""
    kind = material.material_type.label if material.material_type else ""
    return Row(
        cover=cover,
        title=marked(found.title, found.title_marks),
        url=_address_of(found),
        passage=passage,
        passage_label=anchor_label(page.anchor) if page and page.anchor else "",
        passage_url=_address_of(found, page) if page else "",
        meta=[word for word in (material.owner_org.label, kind, licence) if word],
        chips=_chips(found),
        state=material.state if found.is_draft else "",
        note=_("being added to the search") if found.indexing else "",
    )


def _address_of(found: Found, page: PageFound | None = None) -> str:
    """The page of the work, opened at a place in one of its files."""
    parameters = {EDITION: IN_PROGRESS} if found.is_draft else {}
    fragment = ""
    if page is not None:
        parameters |= {FILE: page.file, NEAR: page.anchor}
        fragment = f"#{page.anchor}"
    question = f"?{urlencode(parameters)}" if parameters else ""
    return f"{reverse('material', args=[found.material.public_id])}{question}{fragment}"


def _chips(found: Found) -> list[dict[str, Any]]:
    subject = found.material.subject
    chips: list[dict[str, Any]] = [{"label": subject.label, "hue": subject.hue}] if subject else []
    grades = sorted(found.material.grades.all(), key=lambda grade: grade.order)
    return chips + [{"label": grade.label} for grade in grades[:4]]


def facet_groups(
    asked: Asked, facets: Sequence[FacetList], address: Callable[[Asked], str]
) -> list[Mapping[str, Any]]:
    """Groups for `components/facets.html`: each value a link that adds it or takes it back."""
    return [
        {
            "label": listed.facet.label,
            "values": [
                {
                    "label": value.label,
                    "count": value.count,
                    "selected": value.chosen,
                    "url": address(asked.toggled(listed.facet.key, value.code)),
                }
                for value in listed.values
            ],
        }
        for listed in facets
        if listed.values
    ]


def chosen_chips(
    asked: Asked, facets: Sequence[FacetList], address: Callable[[Asked], str]
) -> list[Mapping[str, str]]:
    """One removable chip per chosen value."""
    return [
        {"label": value.label, "remove_url": address(asked.toggled(listed.facet.key, value.code))}
        for listed in facets
        for value in listed.values
        if value.chosen
    ]
