"""Importing a roster: every row is checked against the school before anything is written, then all or nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import Conflict, NotAllowed
from repository.organisations import policies
from repository.organisations.models import (
    Enrolment,
    Membership,
    OrgUnit,
    RosterRun,
    StaffRecord,
)
from repository.organisations.roster_check import PupilRow, RosterPlan, plan_roster
from repository.organisations.roster_sheet import (
    RosterSheets,
)
from repository.organisations.services import NewAccount, one_time_password
from repository.organisations.viewer import viewer_for

KEEP_RUNS = datetime.timedelta(days=1)


@dataclass(frozen=True)
class RosterResult:
    """What was written; one-time passwords exist only here."""

    accounts: list[NewAccount]
    roles_added: int
    pupils_added: int
    pupils_moved: int


def start_roster(actor: User, *, unit: OrgUnit, file_name: str, sheets: RosterSheets) -> RosterRun:
    """Keep the rows of an uploaded file until they are committed; older runs of anybody are emptied."""
    if not policies.administers(viewer_for(actor), unit):
        raise NotAllowed(_("You may not import people here."))
    old = RosterRun.objects.filter(state=RosterRun.State.WAITING, created_at__lt=timezone.now() - KEEP_RUNS)
    old.update(state=RosterRun.State.EXPIRED, rows={})
    return RosterRun.objects.create(actor=actor, unit=unit, file_name=file_name[:200], rows=sheets.to_json())


def commit_roster(actor: User, *, run: RosterRun) -> RosterResult:
    """Write the whole roster or nothing. Raises Conflict when it was written before or no longer fits the school."""
    try:
        return _commit(actor, run)
    except IntegrityError:  # another import took a name between the check and the writing
        raise Conflict(_("The school has changed meanwhile. Please check the roster again.")) from None


def _commit(actor: User, run: RosterRun) -> RosterResult:
    if run.actor_id != actor.pk:
        raise NotAllowed(_("This import belongs to somebody else."))
    sheets = RosterSheets.from_json(run.rows)
    names = [row.username for row in plan_roster(actor, unit=run.unit, sheets=sheets).new_staff]
    passwords = {name: one_time_password() for name in names}
    hashes = {
        name: make_password(password) for name, password in passwords.items()
    }  # slow: outside the transaction
    with transaction.atomic():
        waiting = RosterRun.objects.filter(pk=run.pk, state=RosterRun.State.WAITING)
        if not waiting.update(state=RosterRun.State.DONE, rows={}):
            raise Conflict(_("This roster has already been imported."))
        plan = plan_roster(actor, unit=run.unit, sheets=sheets)
        if plan.problems or any(row.username not in hashes for row in plan.new_staff):
            raise Conflict(_("The school has changed meanwhile. Please check the roster again."))
        result = _write(actor, plan, passwords, hashes)
        record(
            actor,
            verb="roster.import",
            subject=f"unit:{run.unit.public_id}",
            staff=len(result.accounts),
            roles=result.roles_added,
            pupils=result.pupils_added,
            moved=result.pupils_moved,
        )
    return result


def _write(actor: User, plan: RosterPlan, passwords: dict[str, str], hashes: dict[str, str]) -> RosterResult:
    today = timezone.localdate()
    accounts, roles_added = [], 0
    for row in plan.staff:
        user = User.objects.filter(pk=row.user_id).first()
        if user is None:
            user = User(username=row.username, display_name=row.name, must_change_password=True)
            user.password = hashes[row.username]
            user.save()
            accounts.append(NewAccount(user, passwords[row.username]))
        if row.education_id:
            StaffRecord.objects.update_or_create(user=user, defaults={"education_id": row.education_id})
        if not row.holds_role:
            roles_added += 1
            Membership.objects.update_or_create(
                user=user,
                unit_id=row.unit_id,
                role=row.role,
                valid_from=today,
                defaults={"valid_to": None, "granted_by": actor},
            )
    added, moved = _write_pupils(plan.pupils, today)
    return RosterResult(accounts, roles_added, added, moved)


def _write_pupils(rows: Iterable[PupilRow], today: datetime.date) -> tuple[int, int]:
    """(added, moved): a pupil found in another class of the school leaves it yesterday and sits here from today."""
    added = moved = 0
    for row in rows:
        user = User.objects.filter(pk=row.user_id).first()
        if user is None:
            user = User(username=row.username, display_name=row.name, is_pupil=True)
            user.set_unusable_password()
            user.save()
            added += 1
        elif user.display_name != row.name:
            user.display_name = row.name
            user.save(update_fields=["display_name", "name_sort"])
        if row.enrolled:
            continue
        left = Enrolment.objects.valid_on(today).filter(pupil=user)
        moved += left.update(valid_to=today - datetime.timedelta(days=1))
        Enrolment.objects.update_or_create(
            pupil=user, class_group_id=row.class_id, defaults={"valid_from": today, "valid_to": None}
        )
    return added, moved
