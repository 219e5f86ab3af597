"""What one person's basket shows: every reference, and of the works only those that still open to them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from media.formats.anchor_labels import anchor_label
from repository.catalogue.models import LearningMaterial
from repository.collections.cards import Card, cards_for
from repository.collections.models import BasketItem
from repository.organisations.viewer import Viewer


@dataclass(frozen=True)
class BasketLine:
    """One reference. Without `card` the work no longer opens: only the person's own note is told."""

    item: BasketItem
    card: Card | None
    place: str = ""  # "page 12"
    place_url: str = ""
    changes_url: str = ""  # leads to what is new since the kept version; empty while there is nothing newer


def basket_lines(viewer: Viewer) -> list[BasketLine]:
    """The lines of the viewer's basket, in order; the same number of queries for any number of lines."""
    items = list(
        BasketItem.objects.visible_to(viewer).select_related("kept_version").order_by("ordinal", "id")
    )
    works = LearningMaterial.objects.published_to(viewer).filter(pk__in=[item.material_id for item in items])
    open_works = {work.pk: work for work in works.with_labels()}
    cards = cards_for(viewer, open_works.values())
    return [_line(item, open_works.get(item.material_id), cards) for item in items]


def _line(item: BasketItem, work: LearningMaterial | None, cards: dict[int, Card]) -> BasketLine:
    if work is None:
        return BasketLine(item, None)
    card, kept = cards[work.pk], item.kept_version
    has_newer = kept is not None and kept.pk != work.current_version_id
    return BasketLine(
        item,
        card,
        place=anchor_label(item.anchor) if item.anchor else "",
        # With a script the fragment scrolls to the place, without one the server begins there.
        place_url=f"{card.url}?{urlencode({'neo': item.anchor})}#{item.anchor}" if item.anchor else "",
        changes_url=f"{card.url}?tu={kept.number}" if kept and has_newer else "",
    )
