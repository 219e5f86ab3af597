"""May they? The root policies, and what each declared access of a route means."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from config.accounts.models import User
from config.routes import Access, guard
from repository.organisations.models import ClassGroup, Membership, OrgUnit, Role, path_ids
from repository.organisations.querysets import ClassGroupQuerySet, OrgUnitQuerySet
from repository.organisations.requests import HouseRequest
from repository.organisations.viewer import (
    CONTRIBUTING_ROLES,
    LEADER_ROLES,
    REVIEW_ROLES,
    HeldRole,
    Viewer,
)

OFFICE_ROLES = frozenset({Role.CITY_OFFICER, Role.INSPECTOR})
DELEGABLE_ROLES = frozenset({Role.HEAD, Role.PRINCIPAL, Role.VICE_PRINCIPAL})


@guard(Access.STAFF)
def is_staff(request: HouseRequest) -> bool:
    """Any role other than pupil."""
    return request.viewer.is_staff


@guard(Access.REVIEWER)
def is_reviewer(request: HouseRequest) -> bool:
    """A role that decides at some step, own or delegated."""
    return request.viewer.is_staff and request.viewer.has_role(*REVIEW_ROLES)


@guard(Access.LEADER)
def is_leader(request: HouseRequest) -> bool:
    """Principal or vice principal."""
    return request.viewer.is_staff and request.viewer.has_role(*LEADER_ROLES)


@guard(Access.LIBRARIAN)
def is_librarian(request: HouseRequest) -> bool:
    """Librarian of some unit."""
    return request.viewer.is_staff and request.viewer.has_role(Role.LIBRARIAN)


@guard(Access.OFFICER)
def is_officer(request: HouseRequest) -> bool:
    """Education officer."""
    return request.viewer.is_staff and request.viewer.has_role(Role.CITY_OFFICER)


@guard(Access.INSPECTOR)
def is_inspector(request: HouseRequest) -> bool:
    """Inspector."""
    return request.viewer.is_staff and request.viewer.has_role(Role.INSPECTOR)


@guard(Access.ADMINISTRATOR)
def is_administrator(request: HouseRequest) -> bool:
    """Technical administrator."""
    return request.viewer.is_staff and request.viewer.has_role(Role.ADMINISTRATOR)


def may_contribute(viewer: Viewer) -> bool:
    """Staff of some unit may add works (materials, questions, quizzes); inspectors, pupils and delegates may not."""
    own = (held.role for held in viewer.held if held.acting_for is None)
    return viewer.is_staff and any(role in CONTRIBUTING_ROLES for role in own)


def administered_paths(viewer: Viewer) -> list[str]:
    """Paths below which this person administers; a delegate never administers."""
    return [held.unit_path for held in _administrator_roles(viewer)]


def administers(viewer: Viewer, unit: OrgUnit) -> bool:
    """Administrator of the unit or of one above it."""
    return any(unit.path.startswith(path) for path in administered_paths(viewer))


def leads_or_administers(viewer: Viewer, unit: OrgUnit) -> bool:
    """Principal or vice principal of the unit in their own right, or its administrator: no delegate sets rules."""
    own = [held for held in viewer.held if held.unit_id == unit.pk and held.acting_for is None]
    leads = viewer.is_staff and any(held.role in LEADER_ROLES for held in own)
    return leads or administers(viewer, unit)


def administered_units(viewer: Viewer) -> OrgUnitQuerySet:
    """Units this person administers, none for everyone else."""
    return OrgUnit.objects.filter(_below("path", administered_paths(viewer)))


def administered_people(viewer: Viewer) -> QuerySet[User]:
    """Staff with a role, today or once, in a unit this person administers; pupils stand in their classes instead."""
    roles = Membership.objects.filter(_below("unit__path", administered_paths(viewer)))
    return User.objects.filter(is_pupil=False, pk__in=roles.values("user_id"))


def may_manage_account(viewer: Viewer, user: User) -> bool:
    """Every unit in which the person holds a role today is administered by the viewer; never one's own account.

    Otherwise the administrator of one school could take over an office's account that also helps at that school.
    """
    if viewer.user is None or user.pk == viewer.user.pk or user.is_superuser or user.is_pupil:
        return False
    today = Membership.objects.filter(user=user).valid_on(viewer.today).select_related("unit")
    units = [membership.unit for membership in today]
    if not units:
        return administered_people(viewer).filter(pk=user.pk).exists()
    return all(administers(viewer, unit) for unit in units)


def may_grant(viewer: Viewer, role: str, unit: OrgUnit) -> bool:
    """The granter's own rights bound the grant: roles of an office need an administrator from outside schools."""
    reach = [held for held in _administrator_roles(viewer) if unit.path.startswith(held.unit_path)]
    if role == Role.PUPIL or not reach:
        return False
    if role in OFFICE_ROLES:
        return any(not viewer.school_ids & set(path_ids(held.unit_path)) for held in reach)
    return True


def role_fits_unit(role: str, unit: OrgUnit) -> bool:
    """Leaders belong to a school, heads to a subject group; other roles fit any unit."""
    if role in LEADER_ROLES:
        return unit.kind.is_school
    if role in {Role.HEAD, Role.DEPUTY_HEAD}:
        return unit.kind.is_subject_group
    return True


def classes_visible_to(viewer: Viewer) -> ClassGroupQuerySet:
    """Classes whose pupils this person may list: those taught, those of a school led or administered."""
    if viewer.user is None or not viewer.is_staff:
        return ClassGroup.objects.none()
    led = viewer.units_with(*LEADER_ROLES)
    taught = Q(pk__in=ClassGroup.objects.taught_by(viewer).values("pk"))
    mine = taught | Q(school_id__in=led) | _below("school__path", administered_paths(viewer))
    return ClassGroup.objects.filter(mine)


def may_issue_cards(viewer: Viewer, class_group: ClassGroup) -> bool:
    """A teacher of this class, or an administrator of its school."""
    if viewer.user is None or not viewer.is_staff or class_group.closed_at is not None:
        return False
    if administers(viewer, class_group.school):
        return True
    return ClassGroup.objects.taught_by(viewer).filter(pk=class_group.pk).exists()


def school_of(unit: OrgUnit) -> OrgUnit:
    """The school in or below which the unit lies; outside schools the unit itself."""
    return OrgUnit.objects.schools().filter(pk__in=unit.ancestor_ids).order_by("-path").first() or unit


def possible_delegates(unit: OrgUnit) -> QuerySet[User]:
    """Active staff with a role today in the unit's school (or, outside schools, in the unit) or below it."""
    roles = Membership.objects.filter(unit__path__startswith=school_of(unit).path).exclude(
        role__in=OFFICE_ROLES
    )
    today = roles.valid_on(timezone.localdate()).values("user_id")
    return User.objects.filter(is_active=True, is_pupil=False, pk__in=today)


def _administrator_roles(viewer: Viewer) -> list[HeldRole]:
    if not viewer.is_staff:
        return []
    return [held for held in viewer.held if held.role == Role.ADMINISTRATOR and held.acting_for is None]


def _below(field: str, paths: list[str]) -> Q:
    """Rows whose `field` lies below one of `paths`; no paths match nothing."""
    chosen = Q(pk__in=[])
    for path in paths:
        chosen |= Q(**{f"{field}__startswith": path})
    return chosen
