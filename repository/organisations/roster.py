"""Importing a roster: every row is checked against the school before anything is written, then all or nothing."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
from repository.organisations.roster_check import plan_roster
from repository.organisations.roster_journal import Line, field_line, undo
from repository.organisations.roster_plan import Doubt, PupilRow, RosterPlan, StaffRow
from repository.organisations.roster_sheet import RosterSheets
from repository.organisations.services import NewAccount, one_time_password
from repository.organisations.viewer import viewer_for

KEEP_RUNS = datetime.timedelta(days=1)


@dataclass
class RosterResult:
    """What was written; one-time passwords exist only here."""

    accounts: list[NewAccount]
    roles_added: int
    pupils_added: int
    pupils_moved: int
    left_out: int = 0


def start_roster(actor: User, *, unit: OrgUnit, file_name: str, sheets: RosterSheets) -> RosterRun:
    """Keep the rows of an uploaded file until they are committed; older runs of anybody are emptied."""
    if not policies.administers(viewer_for(actor), unit):
        raise NotAllowed(_("You may not import people here."))
    old = RosterRun.objects.filter(state=RosterRun.State.WAITING, created_at__lt=timezone.now() - KEEP_RUNS)
    old.update(state=RosterRun.State.EXPIRED, rows={})
    return RosterRun.objects.create(actor=actor, unit=unit, file_name=file_name[:200], rows=sheets.to_json())


def commit_roster(actor: User, *, run: RosterRun, answers: Mapping[str, str] | None = None) -> RosterResult:
    """Write every row that is clear, and of the doubtful ones those ticked in `answers` (by `Doubt.key`).

    Raises Conflict when it was written before or no longer fits the school.
    """
    try:
        return _commit(actor, run, answers or {})
    except IntegrityError:  # another import took a name between the check and the writing
        raise Conflict(_("The school has changed meanwhile. Please check the roster again.")) from None


def _commit(actor: User, run: RosterRun, answers: Mapping[str, str]) -> RosterResult:
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
        writer = _Writer(actor, passwords, hashes, answers)
        result = writer.write(plan)
        RosterRun.objects.filter(pk=run.pk).update(changes=writer.journal)
        record(
            actor,
            verb="roster.import",
            subject=f"unit:{run.unit.public_id}",
            staff=len(result.accounts),
            roles=result.roles_added,
            pupils=result.pupils_added,
            moved=result.pupils_moved,
            run=run.public_id,
        )
    return result


class _Writer:
    """Writes the rows of a plan and keeps the journal. A row in doubt is written only as the answers say."""

    def __init__(
        self, actor: User, passwords: dict[str, str], hashes: dict[str, str], answers: Mapping[str, str]
    ) -> None:
        self.actor, self.passwords, self.hashes, self.answers = actor, passwords, hashes, answers
        self.today = timezone.localdate()
        self.journal: list[Line] = []
        self.result = RosterResult([], 0, 0, 0)

    def write(self, plan: RosterPlan) -> RosterResult:
        """All rows that are clear or were ticked; the others are counted as left out."""
        for staff in plan.staff:
            if self._is_settled(staff.doubt):
                self._staff(staff)
        for pupil in plan.pupils:
            if self._is_settled(pupil.doubt):
                self._pupil(pupil)
        return self.result

    def _is_settled(self, doubt: Doubt | None) -> bool:
        settled = doubt is None or bool(self.answers.get(doubt.key))
        self.result.left_out += not settled
        return settled

    def _staff(self, row: StaffRow) -> None:
        user = User.objects.filter(pk=row.user_id).first()
        if user is None:
            user = User(username=row.username, display_name=row.name, must_change_password=True)
            user.password = self.hashes[row.username]
            user.save()
            self.journal.append({"kind": "account", "user": user.pk})
            self.result.accounts.append(NewAccount(user, self.passwords[row.username]))
        if row.education_id and row.education_id != row.education_id_was:
            StaffRecord.objects.update_or_create(user=user, defaults={"education_id": row.education_id})
            self.journal.append(
                {
                    "kind": "education_id",
                    "user": user.pk,
                    "old": row.education_id_was,
                    "new": row.education_id,
                }
            )
        if not row.holds_role:
            role = Membership.objects.update_or_create(
                user=user,
                unit_id=row.unit_id,
                role=row.role,
                valid_from=self.today,
                defaults={"valid_to": None, "granted_by": self.actor},
            )[0]
            self.journal.append({"kind": "role", "id": role.pk})
            self.result.roles_added += 1

    def _pupil(self, row: PupilRow) -> None:
        user = self._who(row)
        if user is None:
            user = User(username=row.username, display_name=row.name, is_pupil=True)
            user.set_unusable_password()
            user.save()
            self.journal.append({"kind": "account", "user": user.pk})
            self.result.pupils_added += 1
        else:
            wanted: dict[str, Any] = {"is_active": True}
            if row.name_was:
                wanted["display_name"] = row.name
            if row.gets_code:
                wanted["username"] = row.username
            self._change(user, wanted)
        self._seat(user, row.class_id)

    def _who(self, row: PupilRow) -> User | None:
        """The account the row means; a choice among several is one of those that were offered."""
        if row.doubt is None or not row.doubt.options:
            return User.objects.filter(pk=row.user_id).first()
        chosen = self.answers[row.doubt.key]
        if chosen not in dict(row.doubt.options):
            raise Conflict(_("The school has changed meanwhile. Please check the roster again."))
        pupil = User.objects.filter(public_id=chosen, is_pupil=True).first()
        if pupil is not None and any(
            line["kind"] == "field" and (line["user"], line["name"]) == (pupil.pk, "username")
            for line in self.journal
        ):
            raise Conflict(_("Two rows have chosen the same pupil. Please check the roster again."))
        return pupil

    def _change(self, user: User, wanted: Mapping[str, Any]) -> None:
        for name, value in wanted.items():
            if getattr(user, name) != value:
                self.journal.append(field_line(user, name, value))
                setattr(user, name, value)
        user.save()

    def _seat(self, user: User, class_id: int) -> None:
        """Sits in this class from today; left the other one yesterday. Earlier seats stay as they were."""
        sitting = Enrolment.objects.valid_on(self.today).filter(pupil=user)
        if sitting.filter(class_group=class_id).exists():
            return
        yesterday = self.today - datetime.timedelta(days=1)
        for seat in sitting:
            old = seat.valid_to.isoformat() if seat.valid_to else None
            Enrolment.objects.filter(pk=seat.pk).update(valid_to=yesterday)
            self.journal.append({"kind": "left", "id": seat.pk, "old": old, "day": yesterday.isoformat()})
            self.result.pupils_moved += 1
        seat = Enrolment.objects.update_or_create(
            pupil=user, class_group_id=class_id, valid_from=self.today, defaults={"valid_to": None}
        )[0]
        self.journal.append({"kind": "seat", "id": seat.pk})


@transaction.atomic
def revert_roster(actor: User, *, run: RosterRun) -> int:
    """Take a finished import back; returns how many of its changes were changed again since and stay as they are."""
    if not policies.administers(viewer_for(actor), run.unit):
        raise NotAllowed(_("You may not import people here."))
    done = RosterRun.objects.filter(pk=run.pk, state=RosterRun.State.DONE)
    if not done.update(state=RosterRun.State.REVERTED):
        raise Conflict(_("This import has been taken back already."))
    kept = undo(RosterRun.objects.get(pk=run.pk).changes)
    record(actor, verb="roster.revert", subject=f"unit:{run.unit.public_id}", run=run.public_id, kept=kept)
    return kept
