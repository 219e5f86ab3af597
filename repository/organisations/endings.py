"""When a role ends: what hung on it, who takes it over, and what ends with it.

Other rooms say what hangs on a person's work at a school by adding a `Holding`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.accounts.models import User
from config.audit.services import record
from config.errors import NotAllowed, Refused
from config.notices.services import tell
from config.registry import Registry
from repository.organisations import policies
from repository.organisations.models import ClassGroup, Delegation, Membership, OrgUnit, Role
from repository.organisations.viewer import viewer_for

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Held:
    """One thing that needs somebody else, and who comes to mind."""

    key: str  # "class:k7m2x9qd4h"
    title: str
    proposed: User | None = None


@dataclass(frozen=True)
class Holding:
    """A kind of thing that hangs on a person's work at a school. `hand_over(actor, key, successor)`."""

    label: _StrPromise
    of: Callable[[User, OrgUnit], list[Held]]
    hand_over: Callable[[User, str, User], None]


HOLDINGS: Registry[Holding] = Registry("holding")


def held_by(person: User, school: OrgUnit) -> list[tuple[Holding, Held]]:
    """Everything of the school that hangs on the person."""
    return [(holding, held) for holding in HOLDINGS for held in holding.of(person, school)]


def leaves_with(membership: Membership, last_day: datetime.date) -> bool:
    """After that day the person holds no role in the school (outside schools: in the unit) any more."""
    school = policies.school_of(membership.unit)
    longer = Q(valid_to__isnull=True) | Q(valid_to__gt=last_day)
    others = Membership.objects.filter(longer, user=membership.user_id, unit__path__startswith=school.path)
    return not others.exclude(pk=membership.pk).exists()


@transaction.atomic
def end_membership(
    actor: User,
    *,
    membership: Membership,
    last_day: datetime.date,
    successors: Mapping[str, User] | None = None,
) -> None:
    """The role ends with `last_day` and stays in the record; `successors` (by `Held.key`) take over at once.

    Whoever leaves the school loses its classes and delegations with that day: rights end by themselves, the sweep tidies.
    """
    if membership.user_id == actor.pk or not policies.may_grant(
        viewer_for(actor), membership.role, membership.unit
    ):
        raise NotAllowed(_("You may not end this role."))
    if last_day < membership.valid_from - datetime.timedelta(days=1):
        raise Refused(_("The last day lies before the first one."))
    membership.valid_to = last_day
    membership.save(update_fields=["valid_to"])
    person, school = membership.user, policies.school_of(membership.unit)
    subject = f"user:{person.public_id}"
    record(actor, verb="role.end", subject=subject, role=membership.role, last_day=last_day.isoformat())
    if leaves_with(membership, last_day):
        _hand_over(actor, person, school, successors or {})
    if last_day < timezone.localdate():
        let_leavers_go()


@transaction.atomic
def hand_over(actor: User, *, person: User, school: OrgUnit, successors: Mapping[str, User]) -> None:
    """What somebody left behind gets new hands; for roles that ran out by themselves."""
    if not policies.administers(viewer_for(actor), school):
        raise NotAllowed(_("You may not hand this over."))
    _hand_over(actor, person, school, successors)


def _hand_over(actor: User, person: User, school: OrgUnit, successors: Mapping[str, User]) -> None:
    possible = policies.possible_delegates(school).exclude(pk=person.pk)
    for holding, held in held_by(person, school):
        successor = successors.get(held.key)
        if successor is None:
            continue
        if successor not in possible:
            raise Refused(_("Whoever takes over must work at the school."))
        holding.hand_over(actor, held.key, successor)
        record(
            actor,
            verb="role.hand_over",
            subject=f"user:{person.public_id}",
            thing=held.key,
            to=successor.public_id,
        )


@transaction.atomic
def let_leavers_go() -> int:
    """Take people off classes of schools where they hold no role today, end what was delegated from or to leavers.

    Nobody gains a right by the row being there (`taught_by`), but it must not come back with a later role. Returns how
    many people left; the administrators are told once. Called by the ticker.
    """
    today = timezone.localdate()
    teaching: Any = ClassGroup.teachers.through
    here = Membership.objects.filter(
        user=OuterRef("user_id"), unit__path__startswith=OuterRef("classgroup__school__path")
    )
    rows = teaching.objects.filter(~Exists(here.valid_on(today))).select_related("user", "classgroup__school")
    gone = {(row.user, row.classgroup.school) for row in rows}
    for row in rows:
        subject = f"class:{row.classgroup.public_id}"
        record(None, verb="class.teacher_left", subject=subject, user=row.user.public_id)
        row.delete()
    for person, school in gone:
        _tell_administrators(person, school)
    _end_idle_delegations(today)
    return len(gone)


def _end_idle_delegations(today: datetime.date) -> None:
    standing = Delegation.objects.filter(ended_at__isnull=True).valid_on(today)
    for delegation in standing.exclude(pk__in=Delegation.objects.all().in_force_on(today).values("pk")):
        Delegation.objects.filter(pk=delegation.pk).update(ended_at=timezone.now())
        record(None, verb="delegation.end", subject=f"delegation:{delegation.public_id}", reason="role ended")


def _tell_administrators(person: User, school: OrgUnit) -> None:
    posts = Membership.objects.filter(role=Role.ADMINISTRATOR, unit__in=school.ancestor_ids)
    administrators = User.objects.filter(
        is_active=True, pk__in=posts.valid_on(timezone.localdate()).values("user")
    )
    entry = record(None, verb="role.left", subject=f"user:{person.public_id}", unit=school.public_id)
    url = reverse("person_detail", args=[person.public_id])
    tell(administrators, kind="role.left", entry=entry, url=url)


def _classes_of(person: User, school: OrgUnit) -> list[Held]:
    taught = ClassGroup.objects.filter(teachers=person, school=school, closed_at__isnull=True)
    possible = policies.possible_delegates(school)
    return [
        Held(
            f"class:{group.public_id}",
            _("Class %(name)s") % {"name": group.name},
            possible.filter(class_groups_taught=group).exclude(pk=person.pk).first(),
        )
        for group in taught.order_by("name")
    ]


def _take_class(actor: User, key: str, successor: User) -> None:
    ClassGroup.objects.get(public_id=key.partition(":")[2]).teachers.add(successor)


HOLDINGS.add("classes", Holding(gettext_lazy("Classes"), _classes_of, _take_class), order=10)
