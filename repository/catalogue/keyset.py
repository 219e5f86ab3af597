"""Long lists page by page, by position and never by number: as quick on the last page as on the first.

A position is the public id of a row, so that addresses carry no row numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from repository.catalogue.models import LearningMaterial

AFTER, BEFORE = "sau", "truoc"


@dataclass(frozen=True)
class KeysetPage:
    """The rows of one page and the addresses of its neighbours ("" = there is none)."""

    rows: list[LearningMaterial]
    previous_url: str
    next_url: str


def keyset_page(
    request: HttpRequest, materials: QuerySet[LearningMaterial], *, by: str = "published_at", size: int = 24
) -> KeysetPage:
    """The page that the request's `sau` (after) or `truoc` (before) names, newest or largest `by` first."""
    after, before = request.GET.get(AFTER, ""), request.GET.get(BEFORE, "")
    backwards = bool(before) and not after
    place = _place(materials, after or before, by)
    rows = _beyond(materials, by, place, backwards=backwards) if place else materials
    signs = ("", "") if backwards and place else ("-", "-")
    fetched = list(rows.order_by(f"{signs[0]}{by}", f"{signs[1]}id")[: size + 1])
    more, shown = len(fetched) > size, fetched[:size]
    if backwards and place:
        shown.reverse()
    has_next = bool(place) if backwards else more
    has_previous = more if backwards else bool(place)
    return KeysetPage(
        rows=shown,
        previous_url=_url(request, BEFORE, shown[0]) if shown and has_previous else "",
        next_url=_url(request, AFTER, shown[-1]) if shown and has_next else "",
    )


def _place(materials: QuerySet[LearningMaterial], public_id: str, by: str) -> tuple[object, int] | None:
    """Sort value and row of a position; None when it names nothing in this list (any more)."""
    if not public_id:
        return None
    return materials.filter(public_id=public_id).values_list(by, "pk").first()


def _beyond(
    materials: QuerySet[LearningMaterial], by: str, place: tuple[object, int], *, backwards: bool
) -> QuerySet[LearningMaterial]:
    value, pk = place
    way, edge = ("gt", "gte") if backwards else ("lt", "lte")
    # The first condition is implied by the second; it lets the index be entered at the right place.
    return materials.filter(**{f"{by}__{edge}": value}).filter(
        Q(**{f"{by}__{way}": value}) | Q(**{by: value, f"pk__{way}": pk})
    )


def _url(request: HttpRequest, side: str, row: LearningMaterial) -> str:
    kept = [(name, value) for name, value in request.GET.items() if name not in {AFTER, BEFORE}]
    return f"?{urlencode([*kept, (side, row.public_id)])}"
