"""What baskets put into the frame: the entry with its count, and the button that keeps a material."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from media.formats.anchors import parse_anchor
from repository.collections.models import BasketItem
from repository.organisations.requests import HouseRequest
from repository.organisations.viewer import Viewer
from repository.shell.navigation import NAVIGATION, NavigationEntry, PanelAnswer, Place, panel


def _is_staff(viewer: Viewer) -> bool:
    return viewer.is_staff


def _kept(viewer: Viewer) -> int | None:
    return BasketItem.objects.visible_to(viewer).order_by().count()


NAVIGATION.add(
    "basket",
    NavigationEntry(_("Basket"), "basket", "basket", place=Place.TOOL, access=_is_staff, count=_kept),
    order=40,
)


@panel("material.actions", key="keep", order=20)
def keep_button(request: HouseRequest, material: Any) -> PanelAnswer:
    """ "Keep in the basket" on the page of a material, at the page or minute that the address names."""
    viewer: Viewer = request.viewer
    if not viewer.is_staff or not getattr(material, "is_published", False):
        return None
    place = request.GET.get("neo", "")
    anchor = place if parse_anchor(place) else ""
    kept = BasketItem.objects.visible_to(viewer).filter(material=material, anchor=anchor).exists()
    context = {"material": material, "anchor": anchor, "kept": kept, "next": request.get_full_path()}
    return "repository/collections/keep_button.html", context
