"""Checking a roster against the school: every row, every problem, before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.errors import Refused
from config.ids import random_code
from config.spelling import caseless, plain, tidy_code, tidy_name
from repository.organisations import policies
from repository.organisations.models import (
    ClassGroup,
    Enrolment,
    Membership,
    OrgUnit,
    Role,
    StaffRecord,
)
from repository.organisations.roster_sheet import (
    PUPIL_SHEET,
    STAFF_SHEET,
    RosterProblem,
    RosterRow,
    RosterSheets,
)
from repository.organisations.services import clean_username
from repository.organisations.viewer import Viewer, viewer_for

ROLE_WORDS = {
    "giáo viên": Role.TEACHER,
    "tổ trưởng": Role.HEAD,
    "tổ phó": Role.DEPUTY_HEAD,
    "hiệu trưởng": Role.PRINCIPAL,
    "phó hiệu trưởng": Role.VICE_PRINCIPAL,
    "thủ thư": Role.LIBRARIAN,
    "chuyên viên": Role.CITY_OFFICER,
    "thanh tra": Role.INSPECTOR,
    "quản trị viên": Role.ADMINISTRATOR,
}

# Said in some schools; understood, not proposed.
MORE_ROLE_WORDS = {
    "tổ trưởng chuyên môn": Role.HEAD,
    "tổ phó chuyên môn": Role.DEPUTY_HEAD,
    "hiệu phó": Role.VICE_PRINCIPAL,
    "nhân viên thư viện": Role.LIBRARIAN,
    "đoàn kiểm tra": Role.INSPECTOR,
}


@dataclass(frozen=True)
class StaffRow:
    """A checked row of staff; `user_id` names the account when it exists already."""

    number: int
    name: str
    username: str
    role: str
    unit_id: int
    unit_label: str
    education_id: str
    user_id: int | None
    holds_role: bool

    @property
    def role_label(self) -> str:
        """The role in words."""
        return str(Role(self.role).label)


@dataclass(frozen=True)
class PupilRow:
    """A checked row of a pupil; `user_id` names the account when it exists already."""

    number: int
    name: str
    username: str
    class_id: int
    class_name: str
    user_id: int | None
    enrolled: bool


@dataclass
class RosterPlan:
    """What an import would do; it may be committed only without problems."""

    staff: list[StaffRow] = field(default_factory=list)
    pupils: list[PupilRow] = field(default_factory=list)
    problems: list[RosterProblem] = field(default_factory=list)

    @property
    def new_staff(self) -> list[StaffRow]:
        """Rows that make an account."""
        return [row for row in self.staff if row.user_id is None]

    @property
    def new_pupils(self) -> list[PupilRow]:
        """Rows that make an account."""
        return [row for row in self.pupils if row.user_id is None]

    @property
    def changes(self) -> int:
        """How many rows would write something."""
        return sum(not row.holds_role for row in self.staff) + sum(not row.enrolled for row in self.pupils)


def plan_roster(actor: User, *, unit: OrgUnit, sheets: RosterSheets) -> RosterPlan:
    """Check every row against the unit as it is now; finds every problem, writes nothing."""
    plan = RosterPlan(problems=list(sheets.problems))
    if sheets.unit_code and sheets.unit_code != unit.code:
        message = _("This template was made for the unit “%(code)s”.") % {"code": sheets.unit_code}
        plan.problems.append(RosterProblem("", 1, "", message))
    _StaffCheck(viewer_for(actor), unit, plan).run(sheets.rows.get(STAFF_SHEET, []))
    _PupilCheck(unit, plan).run(sheets.rows.get(PUPIL_SHEET, []))
    plan.problems = _in_reading_order(plan.problems)
    return plan


def _in_reading_order(problems: list[RosterProblem]) -> list[RosterProblem]:
    """By sheet and row, one problem a cell: what could not be read is not called missing as well."""
    by_cell: dict[tuple[str, int, str], RosterProblem] = {}
    for problem in problems:
        by_cell.setdefault((problem.sheet, problem.row, problem.column), problem)
    return sorted(by_cell.values(), key=lambda problem: (problem.sheet, problem.row))


class _StaffCheck:
    """Checks rows of staff one by one, knowing the school and the rows before."""

    def __init__(self, viewer: Viewer, unit: OrgUnit, plan: RosterPlan) -> None:
        self.viewer, self.unit, self.plan = viewer, unit, plan
        groups = OrgUnit.objects.below(unit).subject_groups().valid_on(viewer.today).select_related("kind")
        self.groups = {key: group for group in groups for key in (_plain(group.name), _plain(group.code))}
        self.roles = {_plain(word): role for word, role in (ROLE_WORDS | MORE_ROLE_WORDS).items()}
        self.seen: dict[str, int] = {}
        self.ids: dict[str, int] = {}

    def run(self, rows: list[RosterRow]) -> None:
        """Check all rows."""
        typed = {caseless(row.cells["Tên đăng nhập"]) for row in rows}
        self.users = {user.username: user for user in User.objects.filter(username__in=typed)}
        held = Membership.objects.valid_on(self.viewer.today).filter(user__in=self.users.values())
        self.held = {(row.user_id, row.unit_id, row.role) for row in held}
        self.local = set(
            policies.administered_people(self.viewer).filter(username__in=typed).values_list("pk", flat=True)
        )
        self.taken = (
            set(User.objects.filter(is_pupil=False).values_list("username", flat=True))
            if "" in typed
            else typed
        )
        codes = [row.cells["Mã định danh"] for row in rows]
        self.records = dict(
            StaffRecord.objects.filter(education_id__in=codes).values_list("education_id", "user_id")
        )
        for row in rows:
            checked = self._row(row, _Reporter(self.plan, STAFF_SHEET, row.number))
            if checked is not None:
                self.plan.staff.append(checked)

    def _row(self, row: RosterRow, report: Callable[[str, str], None]) -> StaffRow | None:
        before = len(self.plan.problems)
        name = _name(row.cells["Họ và tên"], report)
        role, unit = self._place(row, report)
        username = self._username(row, name, report)
        user = self.users.get(username)
        if user is not None and user.pk not in self.local:
            report("Tên đăng nhập", _("This sign-in name is already in use. Please choose another one."))
        education_id = self._education_id(row, user, report)
        if len(self.plan.problems) > before or unit is None:
            return None
        holds = user is not None and (user.pk, unit.pk, role) in self.held
        user_id = user.pk if user else None
        return StaffRow(row.number, name, username, role, unit.pk, unit.label, education_id, user_id, holds)

    def _place(self, row: RosterRow, report: Callable[[str, str], None]) -> tuple[str, OrgUnit | None]:
        """The role and the unit it is held in: a subject group where one is named, else the unit itself."""
        role = self.roles.get(_plain(row.cells["Vai trò"]))
        if role is None:
            report("Vai trò", _("Unknown role. Choose one of: %(roles)s.") % {"roles": ", ".join(ROLE_WORDS)})
        named = row.cells["Tổ chuyên môn"]
        group = self.groups.get(_plain(named)) if named else None
        if named and group is None:
            report("Tổ chuyên môn", _("The school has no subject group “%(name)s”.") % {"name": named[:60]})
            return role or "", None
        if role in {Role.HEAD, Role.DEPUTY_HEAD} and group is None:
            report("Tổ chuyên môn", _("A head needs a subject group."))
            return role, None
        unit = (
            group if group is not None and role in {Role.TEACHER, Role.HEAD, Role.DEPUTY_HEAD} else self.unit
        )
        if role and not policies.may_grant(self.viewer, role, unit):
            report("Vai trò", _("You may not give this role here."))
        elif role and not policies.role_fits_unit(role, unit):
            report("Vai trò", _("This role does not fit this kind of unit."))
        return role or "", unit

    def _username(self, row: RosterRow, name: str, report: Callable[[str, str], None]) -> str:
        typed = row.cells["Tên đăng nhập"]
        if not typed:
            return self._made_username(name, row.number)
        try:
            username = clean_username(typed)
        except Refused as refusal:
            report("Tên đăng nhập", str(refusal))
            return ""
        first = self.seen.setdefault(username, row.number)
        if first != row.number:
            report("Tên đăng nhập", _("Row %(row)d has the same sign-in name.") % {"row": first})
        return username

    def _made_username(self, name: str, number: int) -> str:
        """`an.nv` for Nguyễn Văn An, with a number when it is taken."""
        words = _plain(name).split() or ["gv"]
        stem = f"{words[-1]}.{''.join(word[0] for word in words[:-1]) or 'gv'}"
        candidate, count = stem, 1
        while candidate in self.taken or candidate in self.seen:
            count += 1
            candidate = f"{stem}{count}"
        self.seen[candidate] = number
        return candidate

    def _education_id(self, row: RosterRow, user: User | None, report: Callable[[str, str], None]) -> str:
        code = row.cells["Mã định danh"]
        if not code:
            return ""
        first = self.ids.setdefault(code, row.number)
        if len(code) > 20 or not code.isalnum():
            report("Mã định danh", _("An education id holds letters and digits, 20 at most."))
        elif first != row.number:
            report("Mã định danh", _("Row %(row)d has the same education id.") % {"row": first})
        elif code in self.records and (user is None or self.records[code] != user.pk):
            report("Mã định danh", _("This education id belongs to another account."))
        return code


class _PupilCheck:
    """Checks rows of pupils against the classes of the present school year."""

    def __init__(self, unit: OrgUnit, plan: RosterPlan) -> None:
        self.unit, self.plan, self.today = unit, plan, timezone.localdate()
        year = {"school_year__starts__lte": self.today, "school_year__ends__gte": self.today}
        self.classes = {
            caseless(group.name): group
            for group in ClassGroup.objects.filter(school=unit, closed_at__isnull=True, **year)
        }
        self.codes: dict[str, int] = {}
        self.names: dict[tuple[int, str], int] = {}

    def run(self, rows: list[RosterRow]) -> None:
        """Check all rows."""
        wanted = [self._coded(row.cells["Mã học sinh"]) for row in rows if row.cells["Mã học sinh"]]
        self.users = {user.username: user for user in User.objects.filter(username__in=wanted)}
        sitting = Enrolment.objects.valid_on(self.today).filter(class_group__in=self.classes.values())
        self.sitting = {(row.pupil_id, row.class_group_id) for row in sitting}
        self.by_name = {
            (row.class_group_id, row.pupil.display_name): row.pupil for row in sitting.select_related("pupil")
        }
        for row in rows:
            checked = self._row(row, _Reporter(self.plan, PUPIL_SHEET, row.number))
            if checked is not None:
                self.plan.pupils.append(checked)

    def _row(self, row: RosterRow, report: Callable[[str, str], None]) -> PupilRow | None:
        before = len(self.plan.problems)
        name = _name(row.cells["Họ và tên"], report)
        group = self.classes.get(caseless(row.cells["Lớp"]))
        if group is None:
            label = row.cells["Lớp"][:40]
            report("Lớp", _("The school has no class “%(name)s” this year.") % {"name": label})
        code = row.cells["Mã học sinh"]
        self._check_repeats(row, name, group, report)
        if len(self.plan.problems) > before or group is None:
            return None
        user = self.users.get(self._coded(code)) if code else self.by_name.get((group.pk, name))
        username = self._coded(code) if code else f"hs.{random_code(10)}"
        enrolled = user is not None and (user.pk, group.pk) in self.sitting
        return PupilRow(row.number, name, username, group.pk, group.name, user.pk if user else None, enrolled)

    def _check_repeats(
        self, row: RosterRow, name: str, group: ClassGroup | None, report: Callable[[str, str], None]
    ) -> None:
        code = caseless(row.cells["Mã học sinh"])
        if code and (len(code) > 30 or not code.replace("-", "").replace(".", "").isalnum()):
            report("Mã học sinh", _("A pupil's code holds letters, digits, dots and dashes, 30 at most."))
        elif code and self.codes.setdefault(code, row.number) != row.number:
            report("Mã học sinh", _("Row %(row)d has the same pupil's code.") % {"row": self.codes[code]})
        elif group is not None and not code:
            first = self.names.setdefault((group.pk, name), row.number)
            if first != row.number:
                message = _("Row %(row)d has the same name in the same class. Please add the pupils' codes.")
                report("Họ và tên", message % {"row": first})

    def _coded(self, code: str) -> str:
        return caseless(tidy_code(f"hs.{self.unit.code}.{code}"))


class _Reporter:
    """Adds problems of one row to the plan."""

    def __init__(self, plan: RosterPlan, sheet: str, number: int) -> None:
        self.plan, self.sheet, self.number = plan, sheet, number

    def __call__(self, column: str, message: str) -> None:
        self.plan.problems.append(RosterProblem(self.sheet, self.number, column, message))


def _name(raw: str, report: Callable[[str, str], None]) -> str:
    name = tidy_name(raw)
    if not name:
        report("Họ và tên", _("The name is missing."))
    elif (
        name.isnumeric() or not any(sign.isalpha() for sign in name) or any(sign in "<>{}=|" for sign in name)
    ):
        report("Họ và tên", _("This does not look like a name."))
    elif len(name) > 150:
        report("Họ và tên", _("The text is longer than %(limit)d signs.") % {"limit": 150})
    return name


def _plain(text: str) -> str:
    return plain(text[:200])
