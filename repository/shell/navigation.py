"""What higher rooms put into the frame: entries of the navigation and panels on pages they do not own.

Both are registered in a room's `components.py`, which shell imports at start:

>>> NAVIGATION.add("inbox", NavigationEntry(_("Inbox"), "inbox", "inbox", place=Place.TOOL, count=waiting), order=10)
>>> @panel("material.side", key="where_used", order=40)
... def where_used(request, material):
...     return "repository/collections/where_used.html", {"places": places_of(material, request.viewer)}
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from config.registry import Registry

Words = str | Promise
PanelAnswer = tuple[str, dict[str, Any]] | None
PanelSource = Callable[[Any, Any], PanelAnswer]  # a request with what the panel's floor knows of it, the page


class Place(StrEnum):
    """Where an entry stands."""

    MAIN = "main"  # the row of words under the header; keep it to six
    TOOL = "tool"  # icon and word at the right of the header, with a count
    ACCOUNT = "account"  # the menu behind the person's name
    FOOTER = "footer"


def everyone(viewer: Any) -> bool:
    """An entry that all may see."""
    return True


def uncounted(viewer: Any) -> int | None:
    """An entry without a number."""
    return None


@dataclass(frozen=True)
class NavigationEntry:
    """One way to another page: a word, the URL name it leads to, an icon, and who sees it.

    `count(viewer)` is shown beside the word unless it is None or 0; `calls` paints it as something that waits for
    the person. An entry whose URL name does not exist (a room that is not installed) is left out.
    """

    label: Words
    url_name: str
    icon: str
    place: Place = Place.MAIN
    access: Callable[[Any], bool] = everyone
    count: Callable[[Any], int | None] = uncounted
    calls: bool = False


NAVIGATION: Registry[NavigationEntry] = Registry("navigation entry")
PANELS: dict[str, Registry[PanelSource]] = {}


def panel(slot: str, *, key: str, order: int = 100) -> Callable[[PanelSource], PanelSource]:
    """Decorator: the function fills a place in `slot` with (template, context), or with nothing (None)."""
    slot_registry = PANELS.setdefault(slot, Registry(f"panel of {slot}"))
    return slot_registry.register(key, order=order)


def panels_for(slot: str) -> list[PanelSource]:
    """The sources registered for a slot, in order."""
    return PANELS[slot].values() if slot in PANELS else []
