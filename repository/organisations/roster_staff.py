"""Checking the staff of a roster: roles, units, sign-in names, and whose account a name already is."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from config.accounts.models import User
from config.errors import Refused
from config.spelling import caseless
from repository.organisations import policies
from repository.organisations.models import Membership, OrgUnit, Role, StaffRecord
from repository.organisations.roster_columns import STAFF_SHEET, RosterRow
from repository.organisations.roster_plan import Doubt, Reporter, RosterPlan, StaffRow, folded, read_name
from repository.organisations.services import clean_username
from repository.organisations.viewer import Viewer

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


class StaffCheck:
    """Checks rows of staff one by one, knowing the school and the rows before."""

    def __init__(self, viewer: Viewer, unit: OrgUnit, plan: RosterPlan) -> None:
        self.viewer, self.unit, self.plan = viewer, unit, plan
        groups = OrgUnit.objects.below(unit).subject_groups().valid_on(viewer.today).select_related("kind")
        self.groups = {key: group for group in groups for key in (folded(group.name), folded(group.code))}
        self.roles = {folded(word): role for word, role in (ROLE_WORDS | MORE_ROLE_WORDS).items()}
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
        self._look_elsewhere()
        self.taken = (
            set(User.objects.filter(is_pupil=False).values_list("username", flat=True))
            if "" in typed
            else typed
        )
        codes = [row.cells["Mã định danh"] for row in rows]
        self.records = dict(
            StaffRecord.objects.filter(education_id__in=codes).values_list("education_id", "user_id")
        )
        self.own_ids = dict(
            StaffRecord.objects.filter(user__in=self.users.values()).values_list("user_id", "education_id")
        )
        for row in rows:
            checked = self._row(row, Reporter(self.plan, STAFF_SHEET, row.number))
            if checked is not None:
                self.plan.staff.append(checked)

    def _look_elsewhere(self) -> None:
        """Accounts that work somewhere else today and not here; `foreign` where the importer does not administer."""
        self.elsewhere: dict[int, str] = {}
        self.foreign: set[int] = set()
        held = Membership.objects.valid_on(self.viewer.today).filter(user__in=self.users.values())
        here = set(held.filter(unit__path__startswith=self.unit.path).values_list("user_id", flat=True))
        for row in held.exclude(user__in=here).select_related("unit__kind"):
            self.elsewhere[row.user_id] = policies.school_of(row.unit).label
            if not policies.administers(self.viewer, row.unit):
                self.foreign.add(row.user_id)

    def _row(self, row: RosterRow, report: Callable[[str, str], None]) -> StaffRow | None:
        before = len(self.plan.problems)
        name = read_name(row.cells["Họ và tên"], report)
        role, unit = self._place(row, report)
        username = self._username(row, name, report)
        user = self.users.get(username)
        if user is not None and (user.pk not in self.local or user.pk in self.foreign):
            report("Tên đăng nhập", _("This sign-in name is already in use. Please choose another one."))
        education_id = self._education_id(row, user, report)
        if len(self.plan.problems) > before or unit is None:
            return None
        if user is None:
            return StaffRow(row.number, name, username, role, unit.pk, unit.label, education_id, None, False)
        holds = (user.pk, unit.pk, role) in self.held
        was = self.own_ids.get(user.pk, "")
        doubt = self._doubt(row.number, name, user, education_id, was)
        return StaffRow(
            row.number, name, username, role, unit.pk, unit.label, education_id, user.pk, holds, doubt, was
        )

    def _doubt(self, number: int, name: str, user: User, education_id: str, was: str) -> Doubt | None:
        """Another name, another school's account, another education id: whether it is the same person is asked."""
        said = []
        if caseless(name) != caseless(user.display_name):
            words = {"username": user.username, "name": user.display_name}
            said.append(_("The account %(username)s belongs to “%(name)s”.") % words)
        elsewhere = self.elsewhere.get(user.pk)
        if elsewhere is not None:
            said.append(_("This account works at %(school)s.") % {"school": elsewhere})
        if education_id and was and education_id != was:
            said.append(_("Its education id is %(id)s so far.") % {"id": was})
        return Doubt(" ".join(said), f"s{number}") if said else None

    def _place(self, row: RosterRow, report: Callable[[str, str], None]) -> tuple[str, OrgUnit | None]:
        """The role and the unit it is held in: a subject group where one is named, else the unit itself."""
        role = self.roles.get(folded(row.cells["Vai trò"]))
        if role is None:
            report("Vai trò", _("Unknown role. Choose one of: %(roles)s.") % {"roles": ", ".join(ROLE_WORDS)})
        named = row.cells["Tổ chuyên môn"]
        group = self.groups.get(folded(named)) if named else None
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
        words = folded(name).split() or ["gv"]
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
