"""What the catalogue puts into the frame of every page: its entries of the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repository.catalogue.running import count_in_progress
from repository.organisations.models import Role
from repository.organisations.policies import may_contribute
from repository.organisations.viewer import Viewer
from repository.shell.navigation import NAVIGATION, NavigationEntry, Place


def _is_staff(viewer: Viewer) -> bool:
    return viewer.is_staff


def _running(viewer: Viewer) -> int | None:
    return count_in_progress(viewer.user) if viewer.user else None


NAVIGATION.add("catalogue", NavigationEntry(_("Materials"), "catalogue", "library"), order=20)
NAVIGATION.add(
    "my_materials",
    NavigationEntry(_("My materials"), "my_materials", "document", access=may_contribute),
    order=30,
)
NAVIGATION.add(
    "upload_materials",
    NavigationEntry(_("Upload"), "upload_materials", "upload", place=Place.TOOL, access=may_contribute),
    order=10,
)
NAVIGATION.add(
    "in_progress",
    NavigationEntry(
        _("In progress"), "in_progress", "process", place=Place.TOOL, access=_is_staff, count=_running
    ),
    order=20,
)
NAVIGATION.add(
    "library",
    NavigationEntry(
        _("Library"), "library_desk", "share", access=lambda viewer: viewer.has_role(Role.LIBRARIAN)
    ),
    order=50,
)
NAVIGATION.add(
    "statistics",
    NavigationEntry(
        _("Statistics"), "statistics", "chart", access=lambda viewer: viewer.has_role(Role.CITY_OFFICER)
    ),
    order=60,
)
NAVIGATION.add(
    "inspection",
    NavigationEntry(
        _("Inspection"), "inspection", "eye", access=lambda viewer: viewer.has_role(Role.INSPECTOR)
    ),
    order=70,
)
