"""The standing cast: two schools of one city and the people every story is played by.

`cast.teacher_a` writes, `cast.head_a` appraises, `cast.principal_a` approves (for whom `cast.vice_principal_a` stands
in), `cast.librarian_a` shares; `cast.teacher_b` of the other school must see nothing until then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.test import Client
from django.utils import timezone

from config.accounts.models import User
from repository.organisations.models import (
    ClassGroup,
    Enrolment,
    Membership,
    OrgKind,
    OrgUnit,
    Role,
    SchoolYear,
)
from repository.organisations.viewer import Viewer, viewer_for

PASSWORD = "mat-khau-thu-nghiem"
LONG_AGO = date(2025, 7, 1)


@dataclass
class Cast:
    """Places and people; every attribute is a saved row."""

    city: OrgUnit
    ward: OrgUnit
    school_a: OrgUnit
    school_b: OrgUnit
    maths_a: OrgUnit
    maths_b: OrgUnit
    class_a: ClassGroup
    teacher_a: User
    colleague_a: User
    head_a: User
    deputy_head_a: User
    principal_a: User
    vice_principal_a: User
    librarian_a: User
    teacher_b: User
    head_b: User
    principal_b: User
    librarian_b: User
    city_officer: User
    inspector: User
    administrator: User
    pupil_a: User
    pupil_b: User

    @property
    def people(self) -> dict[str, User]:
        """Every person by the name of their part."""
        return {name: value for name, value in vars(self).items() if isinstance(value, User)}


def make_cast() -> Cast:
    """Creates the places, then the people; reference data must be loaded."""
    city = unit("education_department", "SO", "Sở Giáo dục và Đào tạo")
    ward = unit("ward_authority", "TAMHIEP", "UBND phường Tam Hiệp", city)
    places = {"city": city, "ward": ward}
    for letter, name in (("a", "Trường THCS Nguyễn Du"), ("b", "Trường THCS Lê Lợi")):
        school = unit("school", f"THCS-{letter.upper()}", name, ward)
        places[f"school_{letter}"] = school
        group = unit("subject_department", f"TOAN-{letter.upper()}", "Tổ Toán", school)
        group.subject_codes = ["TOAN"]
        group.save()
        places[f"maths_{letter}"] = group
    begins = timezone.localdate().year - (timezone.localdate().month < 8)
    year, _ = SchoolYear.objects.get_or_create(
        code=f"{begins}-{begins + 1}",
        defaults={"starts": date(begins, 8, 1), "ends": date(begins + 1, 7, 31)},
    )
    class_a = ClassGroup.objects.create(
        school=places["school_a"], school_year=year, grade_code="6", name="6A1"
    )
    class_b = ClassGroup.objects.create(
        school=places["school_b"], school_year=year, grade_code="6", name="6A1"
    )
    people = {part: staff(part, name, *_posts(part, places)) for part, name in _NAMES.items()}
    pupils = {
        "pupil_a": pupil("pupil_a", "Nguyễn Minh An", class_a),
        "pupil_b": pupil("pupil_b", "Trần Gia Bảo", class_b),
    }
    class_a.teachers.add(people["teacher_a"])
    return Cast(**places, class_a=class_a, **people, **pupils)


_NAMES = {
    "teacher_a": "Nguyễn Thị Thuỷ",
    "colleague_a": "Phạm Văn Đức",
    "head_a": "Trần Văn Hùng",
    "deputy_head_a": "Bùi Thị Hoa",
    "principal_a": "Lê Thị Mai",
    "vice_principal_a": "Phạm Quốc Ân",
    "librarian_a": "Đỗ Thị Lan",
    "teacher_b": "Hoàng Văn Sơn",
    "head_b": "Vũ Thị Nga",
    "principal_b": "Đặng Văn Phúc",
    "librarian_b": "Ngô Thị Yến",
    "city_officer": "Lý Thanh Tùng",
    "inspector": "Mai Văn Khôi",
    "administrator": "Trịnh Quang Vinh",
}


def _posts(part: str, places: dict[str, OrgUnit]) -> list[tuple[OrgUnit, str]]:
    if part in {"city_officer", "inspector", "administrator"}:
        return [(places["city"], part)]
    trade, _, letter = part.rpartition("_")
    school, group = places[f"school_{letter}"], places[f"maths_{letter}"]
    return {
        "teacher": [(group, Role.TEACHER)],
        "colleague": [(group, Role.TEACHER)],
        "head": [(group, Role.TEACHER), (group, Role.HEAD)],
        "deputy_head": [(group, Role.TEACHER), (group, Role.DEPUTY_HEAD)],
        "principal": [(school, Role.PRINCIPAL)],
        "vice_principal": [(school, Role.VICE_PRINCIPAL)],
        "librarian": [(school, Role.LIBRARIAN)],
    }[trade]


def unit(kind: str, code: str, name: str, parent: OrgUnit | None = None) -> OrgUnit:
    """A saved place in the tree."""
    return OrgUnit.objects.create(
        kind=OrgKind.objects.get(code=kind), parent=parent, code=code, name=name, valid_from=LONG_AGO
    )


def staff(username: str, name: str, *posts: tuple[OrgUnit, str]) -> User:
    """A saved account with roles; everyone's password is PASSWORD."""
    user = User.objects.create_user(username, PASSWORD, display_name=name)
    for place, role in posts:
        Membership.objects.create(user=user, unit=place, role=role, valid_from=LONG_AGO)
    return user


def pupil(username: str, name: str, class_group: ClassGroup) -> User:
    """A saved pupil's account in a class."""
    user = User.objects.create_user(username, PASSWORD, display_name=name, is_pupil=True)
    Enrolment.objects.create(pupil=user, class_group=class_group, valid_from=class_group.school_year.starts)
    return user


def as_viewer(user: User | None) -> Viewer:
    """The viewer that a request of this person would carry now."""
    return viewer_for(user)


def client_of(user: User | None) -> Client:
    """A signed-in test client (None: anonymous)."""
    client = Client()
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
