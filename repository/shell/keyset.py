"""Long lists page by page, by position and never by number: as quick on the last page as on the first.

A position is the public id of a row, so that addresses carry no row numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet, Subquery
from django.http import HttpRequest

AFTER, BEFORE = "sau", "truoc"
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class KeysetPage(Generic[Row]):
    """The rows of one page and the addresses of its neighbours ("" = there is none)."""

    rows: list[Row]
    previous_url: str
    next_url: str


def keyset_page(
    request: HttpRequest, listed: QuerySet[Row], *, by: str = "published_at", size: int = 24
) -> KeysetPage[Row]:
    """The page that the request's `sau` (after) or `truoc` (before) names, newest or largest `by` first; one query."""
    after, before = request.GET.get(AFTER, ""), request.GET.get(BEFORE, "")
    place = after or before
    backwards = bool(before) and not after
    fetched = _fetched(listed, by, place, size, backwards=backwards)
    if place and not fetched and not listed.filter(public_id=place).exists():
        place, backwards = "", False  # the row it names has left the list: from the beginning
        fetched = _fetched(listed, by, place, size, backwards=backwards)
    more, shown = len(fetched) > size, fetched[:size]
    if backwards:
        shown.reverse()
    has_next = backwards or more
    has_previous = more if backwards else bool(place)
    return KeysetPage(
        rows=shown,
        previous_url=_url(request, BEFORE, shown[0]) if shown and has_previous else "",
        next_url=_url(request, AFTER, shown[-1]) if shown and has_next else "",
    )


def _fetched(listed: QuerySet[Row], by: str, place: str, size: int, *, backwards: bool) -> list[Row]:
    """One row more than the page holds, to know whether another page follows."""
    rows = _beyond(listed, by, place, backwards=backwards) if place else listed
    sign = "" if backwards else "-"
    return list(rows.order_by(f"{sign}{by}", f"{sign}id")[: size + 1])


def _beyond(listed: QuerySet[Row], by: str, place: str, *, backwards: bool) -> QuerySet[Row]:
    """Rows beyond the one named; none when the list does not hold it."""
    named = listed.filter(public_id=place).order_by()
    value, pk = Subquery(named.values(by)[:1]), Subquery(named.values("pk")[:1])
    way, edge = ("gt", "gte") if backwards else ("lt", "lte")
    # The first condition is implied by the second; it lets the index be entered at the right place.
    return listed.filter(**{f"{by}__{edge}": value}).filter(
        Q(**{f"{by}__{way}": value}) | Q(**{by: value, f"pk__{way}": pk})
    )


def _url(request: HttpRequest, side: str, row: Any) -> str:
    kept = [(name, value) for name, value in request.GET.items() if name not in {AFTER, BEFORE}]
    return f"?{urlencode([*kept, (side, row.public_id)])}"
