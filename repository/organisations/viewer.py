"""Viewer: who is asking, with the roles held today. Made once per request; every guarded read takes it.

Tokens (what search documents are matched with; the database rule in `repository.catalogue.querysets` says the same):

| token | held by |
|---|---|
| `public` | everybody |
| `members` | every signed-in person with a role |
| `user:<id>` | the person: what belongs to them and to no unit |
| `user:<id>@<unit>` | the person, while a role in that unit holds: what they made there |
| `org:<id>` | people whose role lies in that unit or below it, up to their school |
| `sub:<id>` | people anywhere below that unit (grants "with everything below") |
| `group:<id>` | people of the units in a named group |
| `staff:<id>` | those who read what was sent for review there: leaders, librarians, heads for their group, inspectors |
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from config.accounts.models import User
from repository.organisations.models import (
    Delegation,
    Enrolment,
    Membership,
    OrgUnit,
    Role,
    UnitGroup,
    path_ids,
)

REVIEW_ROLES = frozenset({Role.HEAD, Role.DEPUTY_HEAD, Role.PRINCIPAL, Role.VICE_PRINCIPAL})
LEADER_ROLES = frozenset({Role.PRINCIPAL, Role.VICE_PRINCIPAL})
GROUP_ROLES = frozenset({Role.HEAD, Role.DEPUTY_HEAD})
WATCHING_ROLES = REVIEW_ROLES | {Role.LIBRARIAN}
CONTRIBUTING_ROLES = WATCHING_ROLES | {Role.TEACHER}


@dataclass(frozen=True)
class HeldRole:
    """One role held today; `acting_for` names the person whose delegate this is (None: one's own role)."""

    role: str
    unit_id: int
    unit_path: str
    in_school: bool
    acting_for: int | None = None


@dataclass(frozen=True)
class Viewer:
    """The person asking (None = anonymous) and what they hold on `today`."""

    user: User | None
    today: date
    held: tuple[HeldRole, ...] = ()
    schools: tuple[OrgUnit, ...] = ()
    inspected_school_ids: frozenset[int] = frozenset()

    @property
    def is_anonymous(self) -> bool:
        """Nobody is signed in."""
        return self.user is None

    @property
    def is_pupil(self) -> bool:
        """A pupil's account: sees only what is open to pupils, whatever else it holds."""
        return self.user is not None and self.user.is_pupil

    @property
    def is_staff(self) -> bool:
        """Holds at least one role other than pupil."""
        return not self.is_pupil and any(held.role != Role.PUPIL for held in self.held)

    def has_role(self, *roles: str) -> bool:
        """Holds one of these roles somewhere today, a delegated one included."""
        return any(held.role in roles for held in self.held)

    def units_with(self, *roles: str) -> frozenset[int]:
        """Ids of the units where one of these roles is held today."""
        return frozenset(held.unit_id for held in self.held if held.role in roles)

    @cached_property
    def school_ids(self) -> frozenset[int]:
        """Ids of the schools in which, or below which, the person holds a role."""
        return frozenset(school.pk for school in self.schools)

    @cached_property
    def ancestor_ids(self) -> frozenset[int]:
        """Every unit on the way from the root to the person's own units, these included."""
        return frozenset(unit for held in self.held for unit in path_ids(held.unit_path))

    @cached_property
    def group_ids(self) -> frozenset[int]:
        """Named groups of units that the person's units, or those above them, belong to; asked for when first needed."""
        if not self.held:
            return frozenset()
        return frozenset(UnitGroup.objects.filter(units__in=self.ancestor_ids).values_list("pk", flat=True))

    @cached_property
    def unit_ids(self) -> frozenset[int]:
        """The person's own units and those above them up to the school; outside schools only the unit itself."""
        return self._reach(self.held)

    def units_within(self, role: str) -> frozenset[int]:
        """The units in which, or (for a school) below which, this role is held today, a delegated one included."""
        return self._reach(held for held in self.held if held.role == role)

    def holds_within(self, held: HeldRole, unit_id: int | None) -> bool:
        """This role of the viewer's counts in that unit: held in it or, for a school, below it."""
        return unit_id in self._reach([held])

    def works_in(self, unit_id: int | None) -> bool:
        """Holds a role today in that unit (for a school: in it or below it). What one made there is one's own only then."""
        return not self.is_pupil and unit_id in self.unit_ids

    @cached_property
    def staff_unit_ids(self) -> frozenset[int]:
        """Units whose drafts in review this person reads: by role, or as inspector of a unit above them."""
        if self.is_pupil:
            return frozenset()
        return self.units_with(*WATCHING_ROLES) | self.inspected_school_ids

    @cached_property
    def tokens(self) -> frozenset[str]:
        """What search matches against a document's access tokens."""
        if self.user is None:
            return frozenset({"public"})
        tokens = {"public", f"user:{self.user.pk}"}
        if self.held:
            tokens.add("members")
        tokens.update(f"org:{unit}" for unit in self.unit_ids)
        if not self.is_pupil:
            tokens.update(f"user:{self.user.pk}@{unit}" for unit in self.unit_ids)
        tokens.update(f"sub:{unit}" for unit in self.ancestor_ids)
        tokens.update(f"group:{group}" for group in self.group_ids)
        tokens.update(f"staff:{unit}" for unit in self.staff_unit_ids)
        return frozenset(tokens)

    def _reach(self, roles: Iterable[HeldRole]) -> frozenset[int]:
        own: set[int] = set()
        for held in roles:
            ids = path_ids(held.unit_path)
            start = next((index for index, unit in enumerate(ids) if unit in self.school_ids), len(ids) - 1)
            own.update(ids[start:])
        return frozenset(own)


def viewer_for(user: User | AnonymousUser | None, *, today: date | None = None) -> Viewer:
    """The viewer of a signed-in or anonymous person; three small queries, none for the anonymous."""
    today = today or timezone.localdate()
    if user is None or not user.is_authenticated or not isinstance(user, User) or not user.is_active:
        return Viewer(None, today)
    own = _own_roles(user, today)
    held = own + (_delegated_roles(user, today) if own else []) + _class_roles(user, today)
    unit_ids = {unit for role in held for unit in path_ids(role.unit_path)}
    schools = tuple(OrgUnit.objects.schools().filter(pk__in=unit_ids))
    return Viewer(user, today, tuple(held), schools, _inspected_schools(held))


def _own_roles(user: User, today: date) -> list[HeldRole]:
    rows = Membership.objects.filter(user=user).valid_on(today).select_related("unit__kind")
    return [HeldRole(row.role, row.unit_id, row.unit.path, row.unit.kind.is_school) for row in rows]


def _delegated_roles(user: User, today: date) -> list[HeldRole]:
    """Delegations hold only while the giver holds the role, and the delegate some role of their own at that school."""
    named = Delegation.objects.filter(to_user=user, ended_at__isnull=True).valid_on(today)
    if not named.exists():  # nearly always: the whole rule is worked out for delegates only
        return []
    rows = named.in_force_on(today).select_related("unit__kind")
    return [
        HeldRole(row.role, row.unit_id, row.unit.path, row.unit.kind.is_school, acting_for=row.from_user_id)
        for row in rows
    ]


def _class_roles(user: User, today: date) -> list[HeldRole]:
    if not user.is_pupil:
        return []
    rows = Enrolment.objects.filter(pupil=user, class_group__closed_at__isnull=True).valid_on(today)
    return [
        HeldRole(Role.PUPIL, row.class_group.school_id, row.class_group.school.path, True)
        for row in rows.select_related("class_group__school")
    ]


def _inspected_schools(held: list[HeldRole]) -> frozenset[int]:
    paths = [role.unit_path for role in held if role.role == Role.INSPECTOR]
    schools: set[int] = set()
    for path in paths:
        schools.update(OrgUnit.objects.schools().filter(path__startswith=path).values_list("pk", flat=True))
    return frozenset(schools)
