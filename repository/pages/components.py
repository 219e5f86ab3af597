"""What this room puts into the frame: the way home and the way to the portal's admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repository.organisations.models import Role
from repository.organisations.viewer import Viewer
from repository.shell.navigation import NAVIGATION, NavigationEntry, Place


def edits_portal(viewer: Viewer) -> bool:
    """Librarians and administrators build the portal."""
    return viewer.is_staff and viewer.has_role(Role.LIBRARIAN, Role.ADMINISTRATOR)


NAVIGATION.add("home", NavigationEntry(_("Home"), "home", "home"), order=10)
NAVIGATION.add(
    "portal_admin",
    NavigationEntry(_("Edit the portal"), "portal_admin", "pencil", place=Place.ACCOUNT, access=edits_portal),
    order=60,
)
