"""Demo step: a small city with its offices, schools, subject groups, classes, staff of every role and pupils.

Running it again adds what is missing and changes nothing else; `--schools` and `--pupils` grow the same city.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.utils import timezone

from config.accounts.models import User
from config.accounts.names import sort_key
from config.demo import (
    DEMO_PASSWORD,
    DEMO_PIN,
    DEMO_SIGN_INS,
    DEMO_STEPS,
    DemoSignIn,
    DemoSize,
    ProgressReport,
)
from config.ids import ALPHABET
from repository.organisations.models import (
    ClassGroup,
    Enrolment,
    Membership,
    OrgKind,
    OrgUnit,
    PupilCard,
    Role,
    SchoolYear,
)
from repository.organisations.reference import load_kinds
from repository.organisations.years import year_of

AUGUST = 8
SINCE = datetime.date(2025, 7, 1)
CLASS_SIZE = 20
CHUNK = 500

OFFICE, WARDS = (
    ("SO-SP", "Sở Giáo dục và Đào tạo Sông Phố"),
    (("P-BG", "Phường Bến Gỗ"), ("P-DT", "Phường Đồi Thông")),
)
LETTERS = "abcd"
SCHOOLS = (
    ("THCS-A", "Trường THCS Nguyễn Du", "lower_secondary", 0),
    ("THCS-B", "Trường THCS Lê Lợi", "lower_secondary", 1),
    ("TH-C", "Trường Tiểu học Kim Đồng", "primary", 0),
    ("MN-D", "Trường Mầm non Hoa Sen", "preschool", 1),
)
GROUPS: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "lower_secondary": (
        ("TOAN", "Tổ Toán - Tin", ("TOAN", "TIN")),
        ("KHTN", "Tổ Khoa học tự nhiên", ("KHTN", "CN")),
        ("VAN", "Tổ Ngữ văn", ("NV",)),
        ("XH", "Tổ Xã hội - Ngoại ngữ", ("LSDL", "GDCD", "TA", "GDTC", "AN", "MT", "NT", "HDTNHN", "GDDP")),
    ),
    "primary": (
        ("K123", "Tổ khối 1-2-3", ("TV", "TOAN", "TNXH", "DD", "TA", "HDTN")),
        ("K45", "Tổ khối 4-5", ("TV", "TOAN", "KH", "LSDL", "DD", "TA", "TIN", "CN", "HDTN")),
    ),
    "preschool": (("MG", "Tổ Mẫu giáo", ()),),
}
CLASSES = {
    "lower_secondary": (("6", "6A1"), ("6", "6A2"), ("7", "7A1"), ("8", "8A1"), ("9", "9A1")),
    "primary": (("3", "3A"), ("4", "4A"), ("5", "5A")),
    "preschool": (),
}
# sign-in name, name, role, subject group ("" = the school itself); "{s}" is the school's letter or number
STAFF: dict[str, tuple[tuple[str, str, Role, str], ...]] = {
    "lower_secondary": (
        ("gv.toan.{s}", "Nguyễn Thị Mai Anh", Role.TEACHER, "TOAN"),
        ("gv.khtn.{s}", "Trần Quốc Bảo", Role.TEACHER, "KHTN"),
        ("gv.van.{s}", "Lê Thị Thu Hà", Role.TEACHER, "VAN"),
        ("totruong.toan.{s}", "Phạm Văn Dũng", Role.HEAD, "TOAN"),
        ("totruong.khtn.{s}", "Đặng Thị Hồng Nhung", Role.HEAD, "KHTN"),
        ("totruong.van.{s}", "Bùi Thị Ánh Tuyết", Role.HEAD, "VAN"),
        ("totruong.xh.{s}", "Võ Minh Khôi", Role.HEAD, "XH"),
        ("topho.toan.{s}", "Hoàng Đức Anh", Role.DEPUTY_HEAD, "TOAN"),
    ),
    "primary": (
        ("gv.{s}", "Đỗ Thị Kim Oanh", Role.TEACHER, "K45"),
        ("totruong.k123.{s}", "Ngô Thị Lan", Role.HEAD, "K123"),
        ("totruong.k45.{s}", "Dương Văn Phúc", Role.HEAD, "K45"),
    ),
    "preschool": (
        ("gv.{s}", "Hồ Thị Ngọc Ánh", Role.TEACHER, "MG"),
        ("totruong.{s}", "Lý Thị Thanh Thúy", Role.HEAD, "MG"),
    ),
}
LEADERS = (
    ("hieutruong.{s}", "Nguyễn Văn Thành", Role.PRINCIPAL, ""),
    ("phohieutruong.{s}", "Trịnh Thị Bích Ngọc", Role.VICE_PRINCIPAL, ""),
    ("thuthu.{s}", "Mai Thị Diệu Linh", Role.LIBRARIAN, ""),
    ("quantri.{s}", "Phan Thanh Sơn", Role.ADMINISTRATOR, ""),
)
OFFICE_STAFF = (
    ("chuyenvien", "Đinh Thị Hải Yến", Role.CITY_OFFICER),
    ("thanhtra", "Tạ Quang Huy", Role.INSPECTOR),
    ("quantri", "Lương Thế Vinh", Role.ADMINISTRATOR),
    ("thuthu.so", "Cao Thị Thuỷ Tiên", Role.LIBRARIAN),
)
FAMILY = "Nguyễn Trần Lê Phạm Hoàng Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()
MIDDLE = "Văn Thị Minh Gia Ngọc Đức Khánh Bảo Thanh Quỳnh Hải".split()
GIVEN = "An Ân Bình Châu Chi Dũng Đạt Giang Hà Hân Hiếu Khoa Lan Linh Long Mai Nam Ngân Nhi Phúc Sơn Uyên Ý".split()


@dataclass(frozen=True)
class DemoSchool:
    """A school of the demo city; `mark` is its letter or number in sign-in names."""

    unit: OrgUnit
    level: str
    mark: str


DEMO_SIGN_INS.extend(
    DemoSignIn(name, who)
    for name, who in (
        ("gv.toan.a", "teacher of mathematics, school A"),
        ("totruong.toan.a", "head of the subject group, school A"),
        ("hieutruong.a", "principal, school A"),
        ("phohieutruong.a", "vice principal, school A"),
        ("thuthu.a", "librarian, school A"),
        ("gv.b", "teacher, school B"),
        ("chuyenvien", "city officer"),
        ("thanhtra", "inspector"),
        ("quantri", "administrator"),
    )
)
DEMO_SIGN_INS.append(
    DemoSignIn("hs.thcs-a.00001", "pupil of class 6A1, school A, at /em/", f"hs222222, PIN {DEMO_PIN}")
)


@DEMO_STEPS.register("organisations", order=20)
def seed_organisations(size: DemoSize, report: ProgressReport) -> None:
    """The tree, the staff, the classes and the pupils with their cards."""
    load_kinds()
    kinds = {kind.code: kind for kind in OrgKind.objects.all()}
    year = year_of(timezone.localdate()) or _first_year(timezone.localdate())
    with transaction.atomic():
        office, schools = _seed_tree(kinds, size.schools)
    report(1, 3, "schools")
    with transaction.atomic():
        _seed_staff(office, schools)
    report(2, 3, "staff")
    with transaction.atomic():
        classes = _seed_classes(schools, year)
        _seed_pupils(classes, size.pupils, year.starts)
    report(3, 3, "pupils")


def _first_year(today: datetime.date) -> SchoolYear:
    """The year in which the demo is made, from August to July."""
    begins = today.year if today.month >= AUGUST else today.year - 1
    starts, ends = datetime.date(begins, AUGUST, 1), datetime.date(begins + 1, AUGUST - 1, 31)
    return SchoolYear.objects.create(code=f"{begins}-{begins + 1}", starts=starts, ends=ends)


def _seed_tree(kinds: dict[str, OrgKind], count: int) -> tuple[OrgUnit, list[DemoSchool]]:
    office = _add_units([_Wanted(*OFFICE, kinds["education_department"], None)])[0]
    wards = _add_units([_Wanted(code, name, kinds["ward_authority"], office) for code, name in WARDS])
    plans = list(islice(_school_plans(), count))
    units = _add_units(
        [
            _Wanted(code, name, kinds["school"], wards[ward], {"education_levels": [level]})
            for code, name, level, ward, _mark in plans
        ]
    )
    schools = [DemoSchool(unit, plan[2], plan[4]) for unit, plan in zip(units, plans, strict=True)]
    groups = [
        _Wanted(
            f"{school.unit.code}-{code}",
            name,
            kinds["subject_department"],
            school.unit,
            {"subject_codes": list(subjects)},
        )
        for school in schools
        for code, name, subjects in GROUPS[school.level]
    ]
    _add_units(groups)
    return office, schools


def _school_plans() -> Iterator[tuple[str, str, str, int, str]]:
    """(code, name, level, ward, mark): the four named schools, then numbered ones without end."""
    for letter, (code, name, level, ward) in zip(LETTERS, SCHOOLS, strict=True):
        yield code, name, level, ward, letter
    number = len(SCHOOLS)
    while True:
        number += 1
        level, title = ("primary", "Tiểu học") if number % 3 == 0 else ("lower_secondary", "THCS")
        yield f"T{number:03d}", f"Trường {title} số {number}", level, number % 2, f"{number:03d}"


@dataclass(frozen=True)
class _Wanted:
    """A unit that is to stand in the tree."""

    code: str
    name: str
    kind: OrgKind
    parent: OrgUnit | None
    extra: dict[str, Any] | None = None


def _add_units(wanted: list[_Wanted]) -> list[OrgUnit]:
    """The units in the order asked for; missing ones are made in chunks, their paths set once ids are known."""
    known = {unit.code: unit for unit in OrgUnit.objects.filter(code__in=[unit.code for unit in wanted])}
    fresh = [
        OrgUnit(
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            parent=unit.parent,
            valid_from=SINCE,
            **(unit.extra or {}),
        )
        for unit in wanted
        if unit.code not in known
    ]
    OrgUnit.objects.bulk_create(fresh, batch_size=CHUNK)
    for unit in fresh:
        unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
        known[unit.code] = unit
    OrgUnit.objects.bulk_update(fresh, ["path"], batch_size=CHUNK)
    return [known[unit.code] for unit in wanted]


def _seed_staff(office: OrgUnit, schools: list[DemoSchool]) -> None:
    posts = [(name, display, role, office) for name, display, role in OFFICE_STAFF]
    groups = {unit.code: unit for unit in OrgUnit.objects.subject_groups()}
    for school in schools:
        for name, display, role, group in (*STAFF[school.level], *LEADERS):
            unit = groups[f"{school.unit.code}-{group}"] if group else school.unit
            posts.append((name.format(s=school.mark), display, role, unit))
    posts.extend(_plain_teacher(schools, groups))
    users = _add_users([(name, display) for name, display, _role, _unit in posts], password=DEMO_PASSWORD)
    held = set(Membership.objects.values_list("user_id", "unit_id", "role"))
    fresh = [
        Membership(user=users[name], unit=unit, role=role, valid_from=SINCE)
        for name, _display, role, unit in posts
        if (users[name].pk, unit.pk, role) not in held
    ]
    Membership.objects.bulk_create(fresh, batch_size=CHUNK)


def _plain_teacher(
    schools: list[DemoSchool], groups: dict[str, OrgUnit]
) -> list[tuple[str, str, Role, OrgUnit]]:
    """`gv.b`, the stranger of the story: a teacher of the second school."""
    return [
        ("gv.b", "Huỳnh Thị Cẩm Tú", Role.TEACHER, groups[f"{school.unit.code}-TOAN"])
        for school in schools
        if school.mark == "b"
    ]


def _add_users(people: list[tuple[str, str]], *, password: str = "", pupils: bool = False) -> dict[str, User]:
    """Accounts by sign-in name. One hash serves all new ones: the demo password is no secret."""
    names = [name for name, _display in people]
    known = _users_by_name(names)
    hashed = make_password(password or None)
    fresh = [
        User(
            username=name, display_name=display, name_sort=sort_key(display), password=hashed, is_pupil=pupils
        )
        for name, display in people
        if name not in known
    ]
    User.objects.bulk_create(fresh, batch_size=CHUNK)
    return known | {user.username: user for user in fresh}


def _users_by_name(names: list[str]) -> dict[str, User]:
    found: dict[str, User] = {}
    for start in range(0, len(names), CHUNK):
        found |= {
            user.username: user for user in User.objects.filter(username__in=names[start : start + CHUNK])
        }
    return found


def _seed_classes(schools: list[DemoSchool], year: SchoolYear) -> list[ClassGroup]:
    known = {(group.school_id, group.name): group for group in ClassGroup.objects.filter(school_year=year)}
    fresh = [
        ClassGroup(school=school.unit, school_year=year, grade_code=grade, name=name)
        for school in schools
        for grade, name in CLASSES[school.level]
        if (school.unit.pk, name) not in known
    ]
    ClassGroup.objects.bulk_create(fresh, batch_size=CHUNK)
    _seed_class_teachers(schools, fresh)
    marks = {school.unit.pk: index for index, school in enumerate(schools)}
    every = [*known.values(), *fresh]
    return sorted(
        (g for g in every if g.school_id in marks),
        key=lambda g: (g.grade_code != "6", marks[g.school_id], g.name),
    )


def _seed_class_teachers(schools: list[DemoSchool], classes: list[ClassGroup]) -> None:
    teachers = {
        school.unit.pk: f"gv.toan.{school.mark}" if school.level == "lower_secondary" else f"gv.{school.mark}"
        for school in schools
    }
    users = _users_by_name(list(teachers.values()))
    through = ClassGroup.teachers.through
    rows = [through(classgroup_id=group.pk, user_id=users[teachers[group.school_id]].pk) for group in classes]
    through.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)


def _seed_pupils(classes: list[ClassGroup], count: int, since: datetime.date) -> None:
    """Pupils fill the classes in turn, CLASS_SIZE each; more pupils than seats share them out evenly."""
    seats = [group for group in classes for _seat in range(CLASS_SIZE)]
    places = [seats[number % len(seats)] for number in range(count)] if seats else []
    codes = {group.pk: group.school.code for group in {place.pk: place for place in places}.values()}
    people = [
        (f"hs.{codes[place.pk]}.{number + 1:05d}".lower(), _pupil_name(number))
        for number, place in enumerate(places)
    ]
    users = _add_users(people, pupils=True)
    ordered = [users[name] for name, _display in people]
    _add_missing(
        Enrolment,
        "pupil",
        [Enrolment(pupil=u, class_group=p, valid_from=since) for u, p in zip(ordered, places, strict=True)],
    )
    pin, key = make_password(DEMO_PIN), sha256(b"").hexdigest()
    _add_missing(
        PupilCard,
        "user",
        [
            PupilCard(user=u, code=demo_card_code(n), pin_hash=pin, qr_hash=f"-{key[1:]}")
            for n, u in enumerate(ordered)
        ],
    )


def _add_missing(model: type[models.Model], owner: str, rows: list[Any]) -> None:
    """Create the rows whose owner has none yet."""
    have = set(model.objects.values_list(f"{owner}_id", flat=True))  # type: ignore[attr-defined]
    fresh = [row for row in rows if getattr(row, f"{owner}_id") not in have]
    model.objects.bulk_create(fresh, batch_size=CHUNK)  # type: ignore[attr-defined]


def demo_card_code(number: int) -> str:
    """The card code of the demo pupil with this number: `hs222222` for the first."""
    signs = ""
    for _place in range(6):
        number, rest = divmod(number, len(ALPHABET))
        signs = ALPHABET[rest] + signs
    return f"hs{signs}"


def _pupil_name(number: int) -> str:
    family = FAMILY[number % len(FAMILY)]
    middle = MIDDLE[(number // 3) % len(MIDDLE)]
    return f"{family} {middle} {GIVEN[(number * 7) % len(GIVEN)]}"
