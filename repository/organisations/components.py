"""What this room puts into the frame: the ways to its pages, and on an administrator's home what is still to set up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from repository.organisations.models import Role
from repository.organisations.policies import DELEGABLE_ROLES, administered_paths
from repository.organisations.requests import HouseRequest
from repository.organisations.setting_up import missing_for
from repository.shell.navigation import NAVIGATION, NavigationEntry, PanelAnswer, Place, panel

if TYPE_CHECKING:
    from repository.organisations.viewer import Viewer


def _administers(viewer: Viewer) -> bool:
    return bool(administered_paths(viewer))


def _delegates(viewer: Viewer) -> bool:
    return viewer.is_staff and any(
        held.role in DELEGABLE_ROLES and held.acting_for is None for held in viewer.held
    )


def _has_classes(viewer: Viewer) -> bool:
    return viewer.is_staff and viewer.has_role(Role.TEACHER, Role.HEAD, Role.PRINCIPAL, Role.VICE_PRINCIPAL)


def _is_staff(viewer: Viewer) -> bool:
    return viewer.is_staff


ACCOUNT = Place.ACCOUNT
NAVIGATION.add(
    "people", NavigationEntry(_("People"), "people_list", "people", ACCOUNT, _administers), order=200
)
NAVIGATION.add(
    "classes",
    NavigationEntry(
        _("Classes"), "school_year", "book", ACCOUNT, lambda v: _has_classes(v) or _administers(v)
    ),
    order=210,
)
NAVIGATION.add(
    "units", NavigationEntry(_("Organisation"), "unit_tree", "school", ACCOUNT, _is_staff), order=220
)
NAVIGATION.add(
    "delegations",
    NavigationEntry(_("Delegation"), "delegation_list", "share", ACCOUNT, _delegates),
    order=230,
)
NAVIGATION.add(
    "password",
    NavigationEntry(_("Change password"), "account_change_password", "lock", ACCOUNT, _is_staff),
    order=240,
)
NAVIGATION.add(
    "second_factor", NavigationEntry(_("Second factor"), "mfa_index", "shield", ACCOUNT, _is_staff), order=250
)


@panel("home", key="setting_up", order=5)
def still_to_set_up(request: HouseRequest, page: Any) -> PanelAnswer:
    """Administrators only, and only while something is missing."""
    missing = missing_for(request.viewer)
    return ("repository/organisations/_setting_up.html", {"missing": missing}) if missing else None
