"""Checking the pupils of a roster: who is who by code, by name and class; a doubt is a person's to settle."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.ids import random_code
from config.spelling import caseless, tidy_code
from repository.organisations.models import ClassGroup, Enrolment, OrgUnit
from repository.organisations.roster_columns import PUPIL_SHEET, RosterRow
from repository.organisations.roster_plan import Doubt, PupilRow, Reporter, RosterPlan, read_name

SHIFTED = 2  # so many renames at once, names that stand elsewhere in the class among them, look like a shifted column


class PupilCheck:
    """Checks rows of pupils against the classes of the present school year."""

    def __init__(self, unit: OrgUnit, plan: RosterPlan) -> None:
        self.unit, self.plan, self.today = unit, plan, timezone.localdate()
        groups = ClassGroup.objects.filter(
            school=unit, closed_at__isnull=True, school_year__ends__gte=self.today
        )
        # Between two years lists are made for the year to come; a class of the present year goes first.
        self.classes = {caseless(group.name): group for group in groups.order_by("-school_year__starts")}
        self.codes: dict[str, int] = {}
        self.names: dict[tuple[int, str], int] = {}

    def run(self, rows: list[RosterRow]) -> None:
        """Check all rows."""
        wanted = [self._coded(row.cells["Mã học sinh"]) for row in rows if row.cells["Mã học sinh"]]
        self.users = {user.username: user for user in User.objects.filter(username__in=wanted)}
        sitting = Enrolment.objects.valid_on(self.today).filter(class_group__in=self.classes.values())
        self.sitting = {(row.pupil_id, row.class_group_id) for row in sitting}
        self.by_name: dict[tuple[int, str], list[User]] = defaultdict(list)
        for seat in sitting.select_related("pupil"):
            self.by_name[seat.class_group_id, caseless(seat.pupil.display_name)].append(seat.pupil)
        self.listed = Counter(
            (caseless(row.cells["Lớp"]), caseless(row.cells["Họ và tên"]))
            for row in rows
            if row.cells["Mã học sinh"] and self._coded(row.cells["Mã học sinh"]) not in self.users
        )
        for row in rows:
            checked = self._row(row, Reporter(self.plan, PUPIL_SHEET, row.number))
            if checked is not None:
                self.plan.pupils.append(checked)
        self._warn_of_a_shift()

    def _row(self, row: RosterRow, report: Callable[[str, str], None]) -> PupilRow | None:
        before = len(self.plan.problems)
        name = read_name(row.cells["Họ và tên"], report)
        group = self.classes.get(caseless(row.cells["Lớp"]))
        if group is None:
            label = row.cells["Lớp"][:40]
            report("Lớp", _("The school has no class “%(name)s” this year.") % {"name": label})
        code = row.cells["Mã học sinh"]
        self._check_repeats(row, name, group, report)
        if len(self.plan.problems) > before or group is None:
            return None
        user = self.users.get(self._coded(code)) if code else None
        if user is not None:
            return self._known(row, name, group, user)
        same = self.by_name[group.pk, caseless(name)]
        if not code:
            if len(same) > 1:
                report(
                    "Họ và tên", _("Several pupils of the class have this name. Please add the pupil's code.")
                )
                return None
            return self._made(row, name, group, f"hs.{random_code(10)}", same[0] if same else None)
        return self._newly_coded(row, name, group, [pupil for pupil in same if not self._has_code(pupil)])

    def _known(self, row: RosterRow, name: str, group: ClassGroup, user: User) -> PupilRow:
        """By code: a different name is a rename, a closed account comes back; both only with a tick."""
        said, was = [], ""
        if name != user.display_name:
            was = user.display_name
            said.append(_("Rename: %(old)s → %(new)s") % {"old": was, "new": name})
        if not user.is_active:
            said.append(_("This pupil's account is closed; the import opens it again."))
        doubt = Doubt(" ".join(said), f"p{row.number}") if said else None
        enrolled = (user.pk, group.pk) in self.sitting
        return PupilRow(row.number, name, user.username, group.pk, group.name, user.pk, enrolled, doubt, was)

    def _newly_coded(self, row: RosterRow, name: str, group: ClassGroup, same: list[User]) -> PupilRow:
        """The code comes later than the pupil: one candidate gets it, among several a person chooses."""
        username = self._coded(row.cells["Mã học sinh"])
        rows = self.listed[caseless(row.cells["Lớp"]), caseless(row.cells["Họ và tên"])]
        if len(same) == 1 and rows == 1:
            known = same[0]
            return PupilRow(row.number, name, username, group.pk, group.name, known.pk, True, gets_code=True)
        made = self._made(row, name, group, username, None)
        if not same:
            return made
        options = [(pupil.public_id, self._described(pupil)) for pupil in same] + [("new", _("a new pupil"))]
        text = _("Which pupil of %(group)s has the code %(code)s?") % {
            "group": group.name, "code": row.cells["Mã học sinh"]
        }  # fmt: skip
        doubt = Doubt(text, f"p{row.number}", tuple(options))
        return PupilRow(row.number, name, username, group.pk, group.name, None, False, doubt, gets_code=True)

    def _made(
        self, row: RosterRow, name: str, group: ClassGroup, username: str, user: User | None
    ) -> PupilRow:
        return PupilRow(
            row.number, name, username, group.pk, group.name, user.pk if user else None, user is not None
        )

    def _described(self, pupil: User) -> str:
        card = getattr(pupil, "card", None)
        known = _("card %(code)s") % {"code": card.code} if card else _("without a card")
        return f"{pupil.display_name} ({known}, {pupil.public_id[:4]})"

    def _has_code(self, pupil: User) -> bool:
        return pupil.username.startswith(self._coded(""))

    def _warn_of_a_shift(self) -> None:
        renamed = [row for row in self.plan.pupils if row.name_was]
        names = {caseless(row.name_was) for row in renamed} | {
            caseless(pupil.display_name) for pupils in self.by_name.values() for pupil in pupils
        }
        moved = [row for row in renamed if caseless(row.name) in names]
        if len(renamed) > SHIFTED or (len(renamed) == SHIFTED and moved):
            text = _(
                "%(count)d pupils would get another name. That many at once look like a column that was shifted or"
                " sorted alone: please compare names and codes first."
            )
            self.plan.warnings.append(text % {"count": len(renamed)})

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
