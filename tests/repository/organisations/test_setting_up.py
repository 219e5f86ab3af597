"""An administrator's home names what is still to set up, from an empty city to the roll-over, and then nothing."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from repository.organisations.models import ClassGroup, Membership, OrgKind, OrgUnit, Role, SchoolYear
from repository.organisations.services import found_city
from repository.organisations.setting_up import missing_for
from repository.organisations.viewer import viewer_for
from tests.cast import client_of
from tests.factories.organisations import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SCHOOL, YEAR, PEOPLE, CLASSES, UP, TEACHERS = (
    "Thêm trường đầu tiên",
    "Thêm năm học",
    "Thêm người dùng",
    "Thêm lớp",
    "Chuyển lớp lên năm học mới",
    "Có 1 lớp chưa có giáo viên",
)


def said(person):
    return [str(one.label) for one in missing_for(viewer_for(person))]


def test_an_empty_city_is_led_step_by_step(db):
    call_command("load_reference", verbosity=0)
    admin = found_city(username="tri", display_name="Trị", unit_code="SO-Y", unit_name="Sở Y").user
    root = OrgUnit.objects.get(code="SO-Y")
    assert said(admin) == [SCHOOL]
    type(admin).objects.filter(pk=admin.pk).update(must_change_password=False)
    page = client_of(admin).get(reverse("home")).content.decode()
    assert reverse("unit_detail", args=[root.public_id]) in page
    school = OrgUnit.objects.create(
        kind=OrgKind.objects.get(code="school"),
        parent=root,
        code="T-Y",
        name="Trường Y",
        valid_from=timezone.localdate(),
    )
    assert said(admin) == [YEAR]
    today = timezone.localdate()
    year = SchoolYear.objects.create(code="2031-2032", starts=today, ends=today + 300 * DAY)
    assert said(admin) == [PEOPLE, CLASSES]
    group = ClassGroup.objects.create(school=school, school_year=year, grade_code="6", name="6A1")
    assert said(admin) == [TEACHERS]
    group.teachers.add(admin)
    assert said(admin) == []
    assert "setting-up" not in client_of(admin).get(reverse("home")).content.decode()


def test_after_the_year_the_roll_over_is_named_and_years_to_the_city_only(cast):
    SchoolYear.objects.update(starts=timezone.localdate() - 300 * DAY, ends=timezone.localdate() - DAY)
    of_school = UserFactory(username="quantri.a")
    MembershipFactory(user=of_school, unit=cast.school_a, role=Role.ADMINISTRATOR)
    assert said(cast.administrator) == [YEAR] and said(of_school) == []
    today = timezone.localdate()
    SchoolYear.objects.create(code="2031-2032", starts=today, ends=today + 300 * DAY)
    assert said(cast.administrator) == said(of_school) == [UP]


def test_others_and_those_whose_role_has_ended_are_told_nothing(cast):
    SchoolYear.objects.update(starts=timezone.localdate() - 300 * DAY, ends=timezone.localdate() - DAY)
    assert said(cast.teacher_a) == said(cast.principal_a) == said(cast.pupil_a) == []
    Membership.objects.filter(user=cast.administrator).update(valid_to=timezone.localdate() - DAY)
    assert said(cast.administrator) == []


def test_a_class_without_teacher_is_marked_in_the_list(cast):
    page = client_of(cast.administrator).get(reverse("school_year")).content.decode()
    assert page.count("chưa có giáo viên") == 1, "6A1 of school A has one, that of school B has none"
