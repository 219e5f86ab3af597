"""Turns a page's body into sections as one viewer sees them: one query for the materials of all shelves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wagtail.blocks import StreamValue

from repository.catalogue.models import LearningMaterial
from repository.collections.cards import Card, cards_for
from repository.organisations.viewer import Viewer
from repository.pages.blocks import material_ids, shelf_ids


@dataclass(frozen=True)
class Section:
    """One block of a page: `kind` is shelf, text or picture; a shelf holds cards, the others a block value."""

    kind: str
    title: str = ""
    cards: list[Card] = field(default_factory=list)
    value: Any = None


def cards_on(body: StreamValue, viewer: Viewer) -> dict[int, Card]:
    """The works on a page that this viewer may open, by row number."""
    wanted = material_ids(body)
    if not wanted:
        return {}
    visible = LearningMaterial.objects.published_to(viewer).filter(pk__in=wanted).with_labels()
    return cards_for(viewer, visible)


def sections_of(body: StreamValue, cards: dict[int, Card]) -> list[Section]:
    """The page's sections; a shelf without a single work the viewer may open is left out."""
    sections = [_section(body, index, cards) for index in range(len(body))]
    return [section for section in sections if section.kind != "shelf" or section.cards]


def _section(body: StreamValue, index: int, cards: dict[int, Card]) -> Section:
    raw = body.raw_data[index]
    if raw["type"] != "shelf":
        return Section(raw["type"], value=body[index].value)
    # Never through the block's own value: that would load works without asking who is looking.
    chosen = [cards[pk] for pk in shelf_ids(raw["value"]) if pk in cards]
    return Section("shelf", title=str(raw["value"].get("title", "")), cards=chosen)
