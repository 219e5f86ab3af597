"""The tree and the classes: dated, ended and never deleted."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from config.audit.models import AuditEntry
from config.errors import Conflict, NotAllowed, Refused
from repository.organisations import services
from repository.organisations.models import ClassGroup, Membership, OrgKind, OrgUnit
from repository.organisations.teaching import set_teaching, subjects_to_choose
from repository.organisations.years import level_of_grade
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


def test_an_administrator_changes_what_is_taught(cast, school_admin):
    client = client_of(school_admin)
    address = reverse("unit_teaching", args=[cast.maths_a.public_id])
    assert "education_levels" not in client.get(address).context["form"].fields
    code = subjects_to_choose()[-1][0]
    assert client.post(address, {"subject_codes": [code], "education_levels": ["primary"]}).status_code == 302
    cast.maths_a.refresh_from_db()
    assert cast.maths_a.subject_codes == [code]
    assert cast.maths_a.education_levels != ["primary"]
    assert AuditEntry.objects.filter(verb="unit.teaching", actor=school_admin).count() == 1
    assert client.post(address, {"subject_codes": ["nothing"]}).status_code == 422
    school = reverse("unit_teaching", args=[cast.school_a.public_id])
    assert client.post(school, {"education_levels": ["primary", "lower_secondary"]}).status_code == 302
    cast.school_a.refresh_from_db()
    assert cast.school_a.education_levels == ["primary", "lower_secondary"]
    assert school in client.get(reverse("unit_detail", args=[cast.school_a.public_id])).content.decode()


def test_two_administrators_at_once_lose_nothing_of_each_other_s(cast, school_admin):
    school = reverse("unit_teaching", args=[cast.school_a.public_id])
    set_teaching(school_admin, unit=cast.school_a, education_levels=["lower_secondary"])
    page = client_of(school_admin).get(school)
    assert '<input type="hidden" name="seen" value="lower_secondary">' in page.content.decode()
    set_teaching(school_admin, unit=cast.school_a, education_levels=["lower_secondary", "primary"])
    sent = {"seen": "lower_secondary", "education_levels": ["lower_secondary", "upper_secondary"]}
    assert client_of(school_admin).post(school, sent).status_code == 302
    cast.school_a.refresh_from_db()
    assert cast.school_a.education_levels == ["lower_secondary", "primary", "upper_secondary"]


def test_a_level_stays_while_classes_of_it_stand(cast, school_admin):
    set_teaching(school_admin, unit=cast.school_a, education_levels=["lower_secondary", "primary"])
    standing = cast.school_a.class_groups.filter(closed_at__isnull=True)
    assert {level_of_grade(group.grade_code) for group in standing} == {"lower_secondary"}
    school = reverse("unit_teaching", args=[cast.school_a.public_id])
    answer = client_of(school_admin).post(school, {"education_levels": ["primary"]})
    assert (
        answer.status_code == 422
        and standing.order_by("grade_code", "name")[0].name in answer.content.decode()
    )
    assert client_of(school_admin).post(school, {"education_levels": ["lower_secondary"]}).status_code == 302
    standing.update(closed_at=timezone.now())
    assert client_of(school_admin).post(school, {"education_levels": ["primary"]}).status_code == 302


def test_what_is_taught_is_changed_by_its_own_administrators_while_it_lasts(cast, school_admin):
    foreign = reverse("unit_teaching", args=[cast.maths_b.public_id])
    assert client_of(school_admin).post(foreign, {"subject_codes": []}).status_code == 404
    with pytest.raises(NotAllowed):
        set_teaching(cast.principal_a, unit=cast.maths_a, subject_codes=[])
    with pytest.raises(Refused):
        set_teaching(cast.administrator, unit=cast.maths_a, education_levels=["primary"])
    root = reverse("unit_teaching", args=[cast.city.public_id])
    assert client_of(cast.administrator).get(root).status_code == 404
    cast.maths_a.valid_to = timezone.localdate() - datetime.timedelta(days=1)
    cast.maths_a.save()
    with pytest.raises(Refused):
        set_teaching(cast.administrator, unit=cast.maths_a, subject_codes=[])


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
