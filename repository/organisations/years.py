"""School years and the roll-over: classes close, pupils move up, leavers leave, results stay, old cards end."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import NotAllowed, Refused
from config.spelling import tidy_line
from repository.organisations import policies
from repository.organisations.models import ClassGroup, Enrolment, OrgUnit, PupilCard, SchoolYear
from repository.organisations.signals import classes_closed
from repository.organisations.viewer import Viewer, viewer_for

LONGEST = datetime.timedelta(days=400)
LAST_GRADES = {"primary": 5, "lower_secondary": 9, "upper_secondary": 12}
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class MoveUp:
    """A class of the old year and what it becomes; without a name its pupils leave the school."""

    group: ClassGroup
    pupils: int
    next_name: str
    next_grade: str


@dataclass(frozen=True)
class RolledOver:
    """How many classes were closed, and how many pupils moved up or left."""

    classes: int
    moved: int
    left: int


def level_of_grade(grade_code: str) -> str:
    """The level to which a grade belongs: "6" to lower secondary; what is no number is a group of preschool."""
    if not grade_code.isdecimal():
        return "preschool"
    return next((level for level, last in LAST_GRADES.items() if int(grade_code) <= last), "")


def may_make_years(viewer: Viewer) -> bool:
    """Years are the whole city's: its administrators make them."""
    return any(path.count("/") == 2 for path in policies.administered_paths(viewer))


@transaction.atomic
def add_school_year(actor: User, *, starts: datetime.date, ends: datetime.date) -> SchoolYear:
    """A year named by its calendar years. Raises Refused for odd dates and for days another year has already."""
    if not may_make_years(viewer_for(actor)):
        raise NotAllowed(_("Only an administrator of the whole city makes school years."))
    if not starts < ends <= starts + LONGEST:
        raise Refused(_("A school year ends after it begins, within a year or so."))
    if SchoolYear.objects.filter(starts__lte=ends, ends__gte=starts).exists():
        raise Refused(_("Another school year has some of these days already."))
    code = f"{starts.year}-{max(ends.year, starts.year + 1)}"
    if SchoolYear.objects.filter(code=code).exists():
        raise Refused(_("There is a school year %(code)s already.") % {"code": code})
    year = SchoolYear.objects.create(code=code, starts=starts, ends=ends)
    record(actor, verb="year.add", subject=f"year:{code}", starts=starts.isoformat(), ends=ends.isoformat())
    return year


def year_of(day: datetime.date) -> SchoolYear | None:
    """The year in which the day lies; between two years the one to come, at the end of all the last one."""
    current = SchoolYear.objects.filter(starts__lte=day, ends__gte=day).first()
    coming = SchoolYear.objects.filter(starts__gt=day).order_by("starts").first()
    return current or coming or SchoolYear.objects.first()


def to_roll_over(viewer: Viewer) -> QuerySet[OrgUnit]:
    """Schools this person administers whose classes of a year that is over still stand open."""
    over = ClassGroup.objects.filter(closed_at__isnull=True, school_year__ends__lt=viewer.today)
    return policies.administered_units(viewer).schools().filter(pk__in=over.values("school"))


def proposed_moves(school: OrgUnit, today: datetime.date) -> list[MoveUp]:
    """Every open class of years that are over: 6A1 becomes 7A1, the highest grade leaves."""
    groups = ClassGroup.objects.filter(school=school, closed_at__isnull=True, school_year__ends__lt=today)
    last = max((LAST_GRADES.get(level, 0) for level in school.education_levels), default=0)
    moves = []
    for group in groups.select_related("school_year").order_by("grade_code", "name"):
        name, grade = _one_up(group, last)
        sitting = _sitting(group, today).count()
        moves.append(MoveUp(group, sitting, name, grade))
    return moves


@transaction.atomic
def roll_over(actor: User, *, school: OrgUnit, names: Mapping[str, str]) -> RolledOver:
    """Close the classes of the year that is over; `names` (by public id of the old class) say what they become.

    An empty name: those pupils leave. Tests of the old classes close with them; results and materials stay as they are.
    Raises Refused without a year to move into.
    """
    if not policies.administers(viewer_for(actor), school):
        raise NotAllowed(_("You may not change the classes of this school."))
    today = timezone.localdate()
    year = SchoolYear.objects.filter(ends__gte=today).order_by("starts").first()
    if year is None:
        raise Refused(_("There is no new school year yet. An administrator of the city adds it first."))
    moved = left = 0
    closed: list[ClassGroup] = []
    for move in proposed_moves(school, today):
        name = names.get(move.group.public_id)
        if name is None:  # a class that the page did not show
            continue
        pupils = _close(move.group, today)
        closed.append(move.group)
        if name := tidy_line(name):
            _move_into(_class_in(school, year, move, name.upper()[:20]), pupils, year, today)
            moved += len(pupils)
        else:
            User.objects.filter(pk__in=[pupil.pk for pupil in pupils]).update(is_active=False)
            left += len(pupils)
    classes_closed.send(ClassGroup, actor=actor, groups=closed)
    counts = {"classes": len(closed), "moved": moved, "left": left}
    record(actor, verb="year.roll_over", subject=f"unit:{school.public_id}", year=year.code, **counts)
    return RolledOver(**counts)


def _close(group: ClassGroup, today: datetime.date) -> list[User]:
    """The class is closed, its seats end with its year, the cards of its pupils open nothing any more."""
    seats = _sitting(group, today)
    pupils = list(User.objects.filter(pk__in=seats.values("pupil")))
    seats.update(valid_to=group.school_year.ends)
    PupilCard.objects.filter(user__in=pupils).delete()
    ClassGroup.objects.filter(pk=group.pk).update(closed_at=timezone.now())
    return pupils


def _class_in(school: OrgUnit, year: SchoolYear, move: MoveUp, name: str) -> ClassGroup:
    grade = re.match(r"\d+", name)
    return ClassGroup.objects.get_or_create(
        school=school,
        school_year=year,
        name=name,
        defaults={"grade_code": grade[0] if grade else move.next_grade},
    )[0]


def _move_into(group: ClassGroup, pupils: list[User], year: SchoolYear, today: datetime.date) -> None:
    start = max(year.starts, today) if year.starts <= today else year.starts
    for pupil in pupils:
        if Enrolment.objects.filter(
            pupil=pupil, class_group__school_year=year, valid_to__isnull=True
        ).exists():
            continue  # a roster of the new year has seated this pupil already
        Enrolment.objects.update_or_create(
            pupil=pupil, class_group=group, valid_from=start, defaults={"valid_to": None}
        )


def _sitting(group: ClassGroup, today: datetime.date) -> QuerySet[Enrolment]:
    """Who sat in the class to its end: seats without an end, or with one after the year."""
    seats = Enrolment.objects.filter(class_group=group, pupil__is_active=True)
    return seats.filter(valid_to__isnull=True) | seats.filter(valid_to__gte=group.school_year.ends)


def _one_up(group: ClassGroup, last: int) -> tuple[str, str]:
    """("7A1", "7") for 6A1; ("", "") where the school has no higher grade or the name says nothing."""
    found = re.match(r"(\d++)(.*)", group.name)
    if found is None or not group.grade_code.isdigit():
        return "", ""
    grade = int(group.grade_code) + 1
    if last and grade > last:
        return "", ""
    return f"{grade}{found[2]}", str(grade)
