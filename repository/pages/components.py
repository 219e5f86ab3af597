"""What this room puts into the frame: the way home, the way to the portal's admin, and a panel of the front page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from repository.catalogue.models import LearningMaterial, MaterialState
from repository.organisations.models import Role
from repository.organisations.requests import HouseRequest
from repository.organisations.viewer import Viewer
from repository.shell.navigation import NAVIGATION, NavigationEntry, PanelAnswer, Place, panel

UNFINISHED = (MaterialState.DRAFT, MaterialState.RETURNED)
SHOWN = 3


def edits_portal(viewer: Viewer) -> bool:
    """Librarians and administrators build the portal."""
    return viewer.is_staff and viewer.has_role(Role.LIBRARIAN, Role.ADMINISTRATOR)


NAVIGATION.add("home", NavigationEntry(_("Home"), "home", "home"), order=10)
NAVIGATION.add(
    "portal_admin",
    NavigationEntry(_("Edit the portal"), "portal_admin", "pencil", place=Place.ACCOUNT, access=edits_portal),
    order=60,
)


@dataclass(frozen=True)
class UnfinishedWork:
    """A work of the viewer that is not sent for review, with the way back to it."""

    title: str
    state: str
    when: datetime
    url: str


@panel("home", key="continue", order=20)
def continue_where_you_were(request: HouseRequest, page: Any) -> PanelAnswer:
    """The viewer's own drafts and returned works, latest first; nothing for who has none."""
    viewer: Viewer = request.viewer
    if not viewer.is_staff:
        return None
    mine = LearningMaterial.objects.by(viewer).filter(state__in=UNFINISHED).order_by("-updated_at", "-id")
    works = [
        UnfinishedWork(
            work.title, work.state, work.updated_at, reverse("edit_material", args=[work.public_id])
        )
        for work in mine.only("title", "state", "updated_at", "public_id")[:SHOWN]
    ]
    if not works:
        return None
    return "repository/pages/_continue.html", {"works": works, "more_url": reverse("my_materials")}
