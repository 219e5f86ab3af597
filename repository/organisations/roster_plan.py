"""What a roster would do: checked rows, problems, and the doubts that only a person settles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from django.utils.translation import gettext as _

from config.spelling import plain, tidy_name
from repository.organisations.models import Role
from repository.organisations.roster_sheet import RosterProblem


@dataclass(frozen=True)
class Doubt:
    """A row that may mean somebody else: nothing of it is written without a tick (or, with options, a choice)."""

    text: str
    place: str
    options: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """Names the row and the sentence: an answer holds only for exactly what was read."""
        return f"{self.place}-{sha256(self.text.encode()).hexdigest()[:10]}"


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
    doubt: Doubt | None = None
    education_id_was: str = ""

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
    doubt: Doubt | None = None
    name_was: str = ""
    gets_code: bool = False

    @property
    def writes(self) -> bool:
        """Something differs from what stands."""
        return not self.enrolled or bool(self.name_was) or self.gets_code


@dataclass
class RosterPlan:
    """What an import would do; it may be committed only without problems."""

    staff: list[StaffRow] = field(default_factory=list)
    pupils: list[PupilRow] = field(default_factory=list)
    problems: list[RosterProblem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def doubts(self) -> int:
        """How many rows wait for a tick or a choice."""
        return sum(row.doubt is not None for row in self.staff) + sum(
            row.doubt is not None for row in self.pupils
        )

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
        return sum(not row.holds_role for row in self.staff) + sum(row.writes for row in self.pupils)


class Reporter:
    """Adds problems of one row to the plan."""

    def __init__(self, plan: RosterPlan, sheet: str, number: int) -> None:
        self.plan, self.sheet, self.number = plan, sheet, number

    def __call__(self, column: str, message: str) -> None:
        self.plan.problems.append(RosterProblem(self.sheet, self.number, column, message))


def read_name(raw: str, report: Callable[[str, str], None]) -> str:
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


def folded(text: str) -> str:
    return plain(text[:200])
