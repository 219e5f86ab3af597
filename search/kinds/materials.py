"""Materials: the first page of results, open to everybody; pupils are answered from indexes of their own."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.routes import Access
from repository.catalogue.models import LearningMaterial
from repository.catalogue.signals import grants_changed, material_changed
from repository.organisations.viewer import Viewer
from search.facets import MATERIALS, Facet, facets_of
from search.indexes import Kind
from search.indexes import materials as indexed
from search.pages.listings import Listing, Words, findable
from search.pages.rows import Row, rows_for
from search.queries.asked import Asked
from search.queries.results import Found, find, suggest


def facets(viewer: Viewer) -> list[Facet]:
    """Pupils do not see all of them."""
    return facets_of(MATERIALS, staff=not viewer.is_pupil)


def rows(viewer: Viewer, asked: Asked, found: Sequence[Found]) -> list[Row]:
    """With covers and passages."""
    return rows_for(viewer, found)


def total(count: int) -> str:
    """How many were found."""
    return ngettext("%(shown)s material", "%(shown)s materials", count)


findable(
    "material",
    Kind(
        model=LearningMaterial,
        changed_by=(material_changed, grants_changed),
        indexes=indexed.indexes,
        operations=indexed.operations,
        ids_after=indexed.ids_after,
        expected=indexed.expected,
        marks=indexed.marks,
        object_of=indexed.work_of,
    ),
    Listing(
        route="search",
        path="tim/",
        access=Access.PUBLIC,
        is_for=lambda viewer: True,
        facets=facets,
        find=find,
        rows=rows,
        suggest=suggest,
        is_sorted=True,
        words=Words(
            tab=_("Materials"),
            one=_("material"),
            page=_("Search"),
            page_about=_("Search: %(text)s"),
            newest=_("Newest materials"),
            filtered=_("Materials found"),
            total=total,
            resting=_(
                "Only titles were looked at, with their accents as typed. Everything else works; "
                "please try again in a few minutes."
            ),
            no_match=_("Take away a filter, or look among all materials."),
            nothing=_(
                "Use fewer or more general words, with or without accents: a subject, a grade, a topic."
            ),
            none_yet=_("No materials yet"),
            none_yet_why=_("As soon as a school has approved its first material, it is listed here."),
        ),
    ),
    order=10,
)
