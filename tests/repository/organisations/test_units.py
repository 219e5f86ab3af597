"""The tree and the classes: dated, ended and never deleted."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from config.errors import Conflict, NotAllowed, Refused
from repository.organisations import services
from repository.organisations.models import ClassGroup, Membership, OrgKind, OrgUnit
from tests.cast import client_of


def test_an_administrator_adds_a_unit_below(cast):
    fields = {"kind": "subject_department", "code": "VAN-A", "name": "Tổ Văn", "valid_from": "2026-09-01"}
    client = client_of(cast.administrator)
    assert client.post(reverse("unit_add", args=[cast.school_a.public_id]), fields).status_code == 302
    unit = OrgUnit.objects.get(code="VAN-A")
    assert unit.path.startswith(cast.school_a.path)
    assert client.post(reverse("unit_add", args=[cast.school_a.public_id]), fields).status_code == 422


def test_others_read_the_tree_and_change_nothing(cast):
    client = client_of(cast.teacher_a)
    assert cast.school_b.name in client.get(reverse("unit_tree")).content.decode()
    assert client.get(reverse("unit_detail", args=[cast.school_a.public_id])).status_code == 200
    assert client.get(reverse("unit_add", args=[cast.school_a.public_id])).status_code == 403
    with pytest.raises(NotAllowed):
        services.add_unit(
            cast.principal_a, parent=cast.school_a, kind=OrgKind.objects.get(code="subject_department"),
            code="X", name="X", valid_from=timezone.localdate(),
        )  # fmt: skip


def test_a_unit_ends_after_its_people_and_groups(cast):
    today = timezone.localdate()
    with pytest.raises(Refused):
        services.end_unit(cast.administrator, unit=cast.school_b, last_day=today)
    with pytest.raises(Refused):
        services.end_unit(cast.administrator, unit=cast.maths_b, last_day=today)
    Membership.objects.filter(unit=cast.maths_b).update(valid_to=today - datetime.timedelta(days=1))
    services.end_unit(cast.administrator, unit=cast.maths_b, last_day=today)
    assert OrgUnit.objects.get(pk=cast.maths_b.pk).valid_to == today


def test_the_root_cannot_be_ended(cast):
    with pytest.raises(NotAllowed):
        services.end_unit(cast.administrator, unit=cast.city, last_day=timezone.localdate())


def test_a_class_is_added_once_a_year(cast):
    client = client_of(cast.administrator)
    fields = {"school": cast.school_a.public_id, "grade_code": "6", "name": "6a2"}
    assert client.post(reverse("class_create"), fields).status_code == 302
    assert ClassGroup.objects.filter(school=cast.school_a, name="6A2").exists()
    assert client.post(reverse("class_create"), fields).status_code == 422
    with pytest.raises(Conflict):
        services.create_class(
            cast.administrator,
            school=cast.school_a,
            school_year=cast.class_a.school_year,
            grade_code="6",
            name="6A2",
        )


def test_a_teacher_sees_the_own_classes_only(cast):
    page = client_of(cast.teacher_a).get(reverse("school_year"))
    assert list(page.context["classes"]) == [cast.class_a]
    foreign = ClassGroup.objects.get(school=cast.school_b)
    assert client_of(cast.teacher_a).get(reverse("class_detail", args=[foreign.public_id])).status_code == 404
    assert (
        client_of(cast.principal_b).get(reverse("class_detail", args=[foreign.public_id])).status_code == 200
    )
    assert (
        client_of(cast.pupil_a).get(reverse("class_detail", args=[cast.class_a.public_id])).status_code == 403
    )


def test_teachers_of_a_class_come_from_its_school(cast):
    client = client_of(cast.administrator)
    address = reverse("class_teachers", args=[cast.class_a.public_id])
    assert client.post(address, {"teachers": [cast.colleague_a.public_id]}).status_code == 302
    assert list(cast.class_a.teachers.all()) == [cast.colleague_a]
    client.post(address, {"teachers": [cast.teacher_b.public_id]})
    assert cast.teacher_b not in cast.class_a.teachers.all()
