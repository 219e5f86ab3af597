"""Checking a roster against the school: every row, every problem, before anything is written."""

from __future__ import annotations

from django.utils.translation import gettext as _

from config.accounts.models import User
from repository.organisations.models import OrgUnit
from repository.organisations.roster_columns import PUPIL_SHEET, STAFF_SHEET
from repository.organisations.roster_plan import RosterPlan
from repository.organisations.roster_pupils import PupilCheck
from repository.organisations.roster_sheet import RosterProblem, RosterSheets
from repository.organisations.roster_staff import StaffCheck
from repository.organisations.viewer import viewer_for


def plan_roster(actor: User, *, unit: OrgUnit, sheets: RosterSheets) -> RosterPlan:
    """Check every row against the unit as it is now; finds every problem, writes nothing."""
    plan = RosterPlan(problems=list(sheets.problems))
    if sheets.unit_code and sheets.unit_code != unit.code:
        message = _("This template was made for the unit “%(code)s”.") % {"code": sheets.unit_code}
        plan.problems.append(RosterProblem("", 1, "", message))
    StaffCheck(viewer_for(actor), unit, plan).run(sheets.rows.get(STAFF_SHEET, []))
    PupilCheck(unit, plan).run(sheets.rows.get(PUPIL_SHEET, []))
    plan.problems = _in_reading_order(plan.problems)
    return plan


def _in_reading_order(problems: list[RosterProblem]) -> list[RosterProblem]:
    """By sheet and row, one problem a cell: what could not be read is not called missing as well."""
    by_cell: dict[tuple[str, int, str], RosterProblem] = {}
    for problem in problems:
        by_cell.setdefault((problem.sheet, problem.row, problem.column), problem)
    return sorted(by_cell.values(), key=lambda problem: (problem.sheet, problem.row))
