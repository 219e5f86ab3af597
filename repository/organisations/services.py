"""Changing people and places: accounts, roles, delegations, the tree, classes. Every act is in the audit log."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import Conflict, NotAllowed, Refused
from config.ids import random_code
from config.notices.services import tell
from config.spelling import caseless, tidy_line, wide
from repository.organisations import policies
from repository.organisations.models import (
    ClassGroup,
    Delegation,
    Membership,
    OrgKind,
    OrgUnit,
    Role,
    SchoolYear,
    StaffRecord,
)
from repository.organisations.signals import unit_added
from repository.organisations.viewer import viewer_for

MAX_DELEGATION_DAYS = 366


@dataclass(frozen=True)
class NewAccount:
    """A fresh account and the one-time password, which exists only here and on the screen that shows it."""

    user: User
    one_time_password: str


def one_time_password() -> str:
    """Twelve symbols in groups of four, easy to read aloud: `k7m2-x9qd-4hvr`."""
    return "-".join(random_code(4) for _group in range(3))


@transaction.atomic
def create_account(
    actor: User, *, unit: OrgUnit, display_name: str, username: str, role: str, education_id: str = ""
) -> NewAccount:
    """A staff account with its first role from today on; it must change the one-time password at first sign-in.

    Raises NotAllowed when the actor may not grant `role` in `unit`, Refused when the sign-in name is taken.
    """
    check_grant(actor, role=role, unit=unit)
    username = clean_username(username)
    password = one_time_password()
    user = _new_user(username, password, display_name)
    _set_education_id(user, education_id)
    Membership.objects.create(
        user=user, unit=unit, role=role, valid_from=timezone.localdate(), granted_by=actor
    )
    record(actor, verb="account.create", subject=f"user:{user.public_id}", unit=unit.public_id, role=role)
    return NewAccount(user, password)


@transaction.atomic
def found_city(*, username: str, display_name: str, unit_code: str, unit_name: str) -> NewAccount:
    """The root unit and its administrator, made by the house itself. Refused once somebody administers a root."""
    held = Membership.objects.filter(role=Role.ADMINISTRATOR, unit__parent__isnull=True)
    if held.valid_on(timezone.localdate()).exists():
        raise Refused(_("The city has an administrator already."))
    username, today = clean_username(username), timezone.localdate()
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("This sign-in name is already in use. Please choose another one."))
    kind = OrgKind.objects.order_by("order").first()
    if kind is None:
        raise Refused(_("Please load the reference data first: manage.py load_reference"))
    defaults = {"name": unit_name, "kind": kind, "valid_from": today}
    unit, _created = OrgUnit.objects.get_or_create(code=unit_code, defaults=defaults)
    if unit.parent_id is not None:
        raise Refused(_("This code is already in use."))
    password = one_time_password()
    user = User.objects.create_user(username, password, display_name=display_name, must_change_password=True)
    Membership.objects.create(user=user, unit=unit, role=Role.ADMINISTRATOR, valid_from=today)
    record(None, verb="city.found", subject=f"user:{user.public_id}", unit=unit.public_id)
    return NewAccount(user, password)


@transaction.atomic
def reset_password(actor: User, *, user: User) -> str:
    """A one-time password, shown once; open sessions of the person end. Needs no e-mail."""
    _check_manages(actor, user)
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    record(actor, verb="account.reset_password", subject=f"user:{user.public_id}")
    return password


@transaction.atomic
def set_account_active(actor: User, *, user: User, active: bool) -> None:
    """Close an account (open sessions end at the next click) or open it again; nothing it made is touched."""
    _check_manages(actor, user)
    if user.is_active == active:
        return
    user.is_active = active
    user.save(update_fields=["is_active"])
    verb = "account.activate" if active else "account.deactivate"
    record(actor, verb=verb, subject=f"user:{user.public_id}")


@transaction.atomic
def grant_role(
    actor: User,
    *,
    user: User,
    unit: OrgUnit,
    role: str,
    valid_from: datetime.date,
    valid_to: datetime.date | None = None,
) -> Membership:
    """Give `user` a role in `unit`. NotAllowed above the actor's own rights; Refused on wrong dates, doubles."""
    check_grant(actor, role=role, unit=unit)
    if user.pk == actor.pk:
        raise NotAllowed(_("Nobody can give a role to themselves."))
    if user.is_pupil:
        raise Refused(_("A pupil's account cannot hold a role of staff."))
    _check_dates(valid_from, valid_to)
    same = Membership.objects.filter(user=user, unit=unit, role=role)
    if same.filter(_overlaps(valid_from, valid_to)).exists():
        raise Refused(_("The person already holds this role at that time."))
    # A role that ended before its first day was over is taken up again under the same row.
    membership = Membership.objects.update_or_create(
        user=user,
        unit=unit,
        role=role,
        valid_from=valid_from,
        defaults={"valid_to": valid_to, "granted_by": actor},
    )[0]
    record(actor, verb="role.grant", subject=f"user:{user.public_id}", unit=unit.public_id, role=role)
    return membership


@transaction.atomic
def delegate(
    actor: User,
    *,
    to_user: User,
    unit: OrgUnit,
    role: str,
    valid_from: datetime.date,
    valid_to: datetime.date,
    reason: str,
) -> Delegation:
    """The actor names who acts in one of their own roles from a day to a day.

    Raises NotAllowed when the actor does not hold the role, Refused for oneself, outsiders, wrong or overlapping dates.
    """
    if role not in policies.DELEGABLE_ROLES or not _holds(actor, unit, role):
        raise NotAllowed(_("You can delegate only a role that you hold yourself."))
    if to_user.pk == actor.pk:
        raise Refused(_("Please choose somebody other than yourself."))
    if to_user not in policies.possible_delegates(unit):
        raise Refused(_("The delegate must work at the same school."))
    _check_dates(valid_from, valid_to)
    if valid_to < timezone.localdate() or (valid_to - valid_from).days > MAX_DELEGATION_DAYS:
        raise Refused(_("A delegation ends today or later and lasts a year at most."))
    User.objects.select_for_update().get(pk=actor.pk)  # two clicks at once wait for each other
    given = Delegation.objects.filter(from_user=actor, unit=unit, role=role, ended_at__isnull=True)
    if given.filter(_overlaps(valid_from, valid_to)).exists():
        raise Refused(_("There is already a delegation at that time. Please end it first."))
    delegation = Delegation.objects.create(
        from_user=actor,
        to_user=to_user,
        unit=unit,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=reason,
    )
    days = {"from": valid_from.isoformat(), "to": valid_to.isoformat()}
    entry = record(
        actor,
        verb="delegation.give",
        subject=f"user:{to_user.public_id}",
        unit=unit.public_id,
        delegation=delegation.public_id,
        role=role,
        **days,
    )
    # Who acts for somebody from a day on knows it before the first paper lies before them.
    tell([to_user], kind="delegation.given", entry=entry, subject=f"delegation:{delegation.public_id}")
    return delegation


@transaction.atomic
def end_delegation(actor: User, *, delegation: Delegation) -> None:
    """End it now. The giver may, and an administrator of the unit."""
    allowed = delegation.from_user_id == actor.pk or policies.administers(viewer_for(actor), delegation.unit)
    if not allowed:
        raise NotAllowed(_("You may not end this delegation."))
    changed = Delegation.objects.filter(pk=delegation.pk, ended_at__isnull=True).update(
        ended_at=timezone.now()
    )
    if not changed:
        raise Conflict(_("This delegation has already been ended."))
    record(actor, verb="delegation.end", subject=f"delegation:{delegation.public_id}")


@transaction.atomic
def add_unit(
    actor: User,
    *,
    parent: OrgUnit,
    kind: OrgKind,
    code: str,
    name: str,
    valid_from: datetime.date,
    short_name: str = "",
    subject_codes: Iterable[str] = (),
    education_levels: Iterable[str] = (),
) -> OrgUnit:
    """A new unit below `parent`, which the actor administers. Raises Refused when the code is taken."""
    if not policies.administers(viewer_for(actor), parent):
        raise NotAllowed(_("You may not add a unit here."))
    if OrgUnit.objects.filter(code__iexact=code).exists():
        raise Refused(_("This code is already in use."))
    unit = OrgUnit.objects.create(
        parent=parent,
        kind=kind,
        code=code,
        name=name,
        short_name=short_name,
        valid_from=valid_from,
        subject_codes=list(subject_codes),
        education_levels=list(education_levels),
    )
    unit_added.send(OrgUnit, unit=unit)
    record(actor, verb="unit.add", subject=f"unit:{unit.public_id}", parent=parent.public_id, kind=kind.code)
    return unit


@transaction.atomic
def end_unit(actor: User, *, unit: OrgUnit, last_day: datetime.date) -> None:
    """The unit ends with `last_day`. Refused while a unit below it or a role in it lasts longer."""
    if unit.parent is None or not policies.administers(viewer_for(actor), unit.parent):
        raise NotAllowed(_("You may not end this unit."))
    if last_day < unit.valid_from:
        raise Refused(_("The last day lies before the first one."))
    longer = Q(valid_to__isnull=True) | Q(valid_to__gt=last_day)
    if OrgUnit.objects.below(unit).exclude(pk=unit.pk).filter(longer).exists():
        raise Refused(_("Please end the units below it first."))
    if Membership.objects.filter(longer, unit=unit).exists():
        raise Refused(_("People still hold roles here beyond that day. Please end their roles first."))
    unit.valid_to = last_day
    unit.save(update_fields=["valid_to"])
    record(actor, verb="unit.end", subject=f"unit:{unit.public_id}", last_day=last_day.isoformat())


@transaction.atomic
def create_class(
    actor: User, *, school: OrgUnit, school_year: SchoolYear, grade_code: str, name: str
) -> ClassGroup:
    """A class of the school in the year. Raises Conflict when the year has one of this name."""
    if not policies.administers(viewer_for(actor), school):
        raise NotAllowed(_("You may not add a class here."))
    try:
        with transaction.atomic():
            group = ClassGroup.objects.create(
                school=school, school_year=school_year, grade_code=grade_code, name=name.upper()
            )
    except IntegrityError:
        raise Conflict(_("The school already has a class of this name in that year.")) from None
    record(actor, verb="class.create", subject=f"class:{group.public_id}", school=school.public_id)
    return group


@transaction.atomic
def set_class_teachers(actor: User, *, class_group: ClassGroup, teachers: Iterable[User]) -> None:
    """Say who teaches the class; they may list its pupils and issue their cards."""
    if not policies.administers(viewer_for(actor), class_group.school):
        raise NotAllowed(_("You may not change this class."))
    chosen = list(teachers)
    if any(teacher not in policies.possible_delegates(class_group.school) for teacher in chosen):
        raise Refused(_("Every teacher of the class must work at the school."))
    class_group.teachers.set(chosen)
    ids = [teacher.public_id for teacher in chosen]
    record(actor, verb="class.teachers", subject=f"class:{class_group.public_id}", teachers=ids)


def check_grant(actor: User, *, role: str, unit: OrgUnit) -> None:
    """Raises NotAllowed when `role` in `unit` lies above the actor's rights, Refused when it does not fit the unit."""
    if not policies.may_grant(viewer_for(actor), role, unit):
        raise NotAllowed(_("You may not give this role here."))
    if not policies.role_fits_unit(role, unit):
        raise Refused(_("This role does not fit this kind of unit."))


def clean_username(raw: str) -> str:
    """A sign-in name as stored: trimmed and lower case. Raises Refused for other signs than letters, digits, . _ -"""
    username = caseless(tidy_line(wide(raw)))
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError:
        raise Refused(_("A sign-in name holds letters, digits and . _ - only.")) from None
    if not 3 <= len(username) <= 60:
        raise Refused(_("A sign-in name has 3 to 60 signs."))
    return username


def _new_user(username: str, password: str, display_name: str) -> User:
    taken = Refused(_("This sign-in name is already in use. Please choose another one."))
    if User.objects.filter(username__iexact=username).exists():
        raise taken
    try:
        with transaction.atomic():
            return User.objects.create_user(
                username, password, display_name=display_name, must_change_password=True
            )
    except IntegrityError:  # somebody else was faster by a moment
        raise taken from None


def _set_education_id(user: User, education_id: str) -> None:
    if not education_id:
        return
    if StaffRecord.objects.filter(education_id=education_id).exists():
        raise Refused(_("This education id belongs to another account."))
    StaffRecord.objects.create(user=user, education_id=education_id)


def _check_manages(actor: User, user: User) -> None:
    if not policies.may_manage_account(viewer_for(actor), user):
        raise NotAllowed(_("You may not manage this account."))


def _check_dates(valid_from: datetime.date, valid_to: datetime.date | None) -> None:
    if valid_to is not None and valid_to < valid_from:
        raise Refused(_("The last day lies before the first one."))


def _overlaps(valid_from: datetime.date, valid_to: datetime.date | None) -> Q:
    starts = Q() if valid_to is None else Q(valid_from__lte=valid_to)
    return starts & (Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from))


def _holds(user: User, unit: OrgUnit, role: str) -> bool:
    return Membership.objects.filter(user=user, unit=unit, role=role).valid_on(timezone.localdate()).exists()
