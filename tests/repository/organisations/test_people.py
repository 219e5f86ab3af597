"""The administrator's desk: accounts, roles, passwords; nobody reaches above themselves."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from config.accounts.models import User
from config.audit.models import AuditEntry
from config.errors import NotAllowed, Refused
from repository.organisations import services
from repository.organisations.endings import end_membership
from repository.organisations.models import Membership, Role
from repository.organisations.viewer import viewer_for
from repository.organisations.views import people
from tests.asking import post_and_answer
from tests.cast import client_of
from tests.factories.organisations import MembershipFactory, UserFactory


def test_an_account_is_created_with_a_password_shown_once(cast, school_admin):
    client = client_of(school_admin)
    fields = {
        "display_name": "Lê Thị Mới",
        "username": "Le.Moi",
        "role": "teacher",
        "unit": cast.maths_a.public_id,
    }
    page = client.post(reverse("person_create"), fields)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    person = Membership.objects.get(unit=cast.maths_a, user__username="le.moi").user
    assert person.must_change_password
    assert AuditEntry.objects.filter(verb="account.create", subject=f"user:{person.public_id}").exists()
    password = page.context["accounts"][0].one_time_password
    assert person.check_password(password)
    assert password not in client.get(reverse("person_detail", args=[person.public_id])).content.decode()


@pytest.mark.parametrize("name", ["gv a", "a", "x" * 61, "<b>", "gv/a"])
def test_odd_sign_in_names_are_refused(cast, school_admin, name):
    with pytest.raises(Refused):
        services.create_account(
            school_admin, unit=cast.maths_a, display_name="Lê", username=name, role=Role.TEACHER
        )


def test_a_taken_sign_in_name_is_refused_in_any_case(cast, school_admin):
    with pytest.raises(Refused):
        services.create_account(
            school_admin,
            unit=cast.maths_a,
            display_name="Lê",
            username=cast.teacher_b.username.upper(),
            role=Role.TEACHER,
        )


@pytest.mark.parametrize(
    ("role", "place", "allowed"),
    [
        (Role.TEACHER, "maths_a", True),
        (Role.HEAD, "maths_a", True),
        (Role.PRINCIPAL, "school_a", True),
        (Role.ADMINISTRATOR, "school_a", True),
        (Role.CITY_OFFICER, "school_a", False),
        (Role.INSPECTOR, "school_a", False),
        (Role.PUPIL, "school_a", False),
        (Role.TEACHER, "maths_b", False),
        (Role.PRINCIPAL, "school_b", False),
        (Role.ADMINISTRATOR, "city", False),
        (Role.CITY_OFFICER, "city", False),
    ],
)
def test_a_school_administrator_grants_nothing_above_the_own_rights(cast, school_admin, role, place, allowed):
    user, unit, today = UserFactory(), getattr(cast, place), timezone.localdate()
    if allowed:
        services.grant_role(school_admin, user=user, unit=unit, role=role, valid_from=today)
        assert viewer_for(user).has_role(role)
    else:
        with pytest.raises(NotAllowed):
            services.grant_role(school_admin, user=user, unit=unit, role=role, valid_from=today)


@pytest.mark.parametrize(
    "part", ["teacher_a", "head_a", "principal_a", "librarian_a", "city_officer", "inspector", "pupil_a"]
)
@pytest.mark.parametrize("role", [Role.TEACHER, Role.PRINCIPAL, Role.ADMINISTRATOR, Role.CITY_OFFICER])
def test_no_other_role_can_grant_anything(cast, part, role):
    with pytest.raises(NotAllowed):
        services.grant_role(
            getattr(cast, part),
            user=UserFactory(),
            unit=cast.school_a,
            role=role,
            valid_from=timezone.localdate(),
        )


def test_nobody_gives_a_role_to_themselves(cast, school_admin):
    with pytest.raises(NotAllowed):
        services.grant_role(
            school_admin,
            user=school_admin,
            unit=cast.school_a,
            role=Role.PRINCIPAL,
            valid_from=timezone.localdate(),
        )


@pytest.mark.parametrize(("role", "place"), [(Role.PRINCIPAL, "maths_a"), (Role.HEAD, "school_a")])
def test_a_role_fits_its_unit(cast, school_admin, role, place):
    with pytest.raises(Refused):
        services.grant_role(
            school_admin,
            user=UserFactory(),
            unit=getattr(cast, place),
            role=role,
            valid_from=timezone.localdate(),
        )


def test_a_reset_needs_no_mail_and_ends_open_sessions(cast, school_admin):
    teacher = client_of(cast.teacher_a)
    assert teacher.get(reverse("unit_tree")).status_code == 200
    page = post_and_answer(
        client_of(school_admin), reverse("person_reset_password", args=[cast.teacher_a.public_id])
    )
    assert page.status_code == 200
    cast.teacher_a.refresh_from_db()
    assert cast.teacher_a.must_change_password
    assert cast.teacher_a.check_password(page.context["accounts"][0].one_time_password)
    assert teacher.get(reverse("unit_tree")).status_code == 302


def test_a_school_administrator_cannot_take_over_an_account_of_the_office(cast, school_admin):
    MembershipFactory(user=cast.administrator, unit=cast.school_a, role=Role.TEACHER)
    with pytest.raises(NotAllowed):
        services.reset_password(school_admin, user=cast.administrator)
    page = client_of(school_admin).post(reverse("person_reset_password", args=[cast.administrator.public_id]))
    assert page.status_code == 403


def test_people_of_another_school_do_not_exist_here(cast, school_admin):
    client = client_of(school_admin)
    for name in ("person_detail", "person_reset_password", "person_switch_account", "role_grant"):
        address = reverse(name, args=[cast.teacher_b.public_id])
        answer = client.get(address) if name == "person_detail" else client.post(address)
        assert answer.status_code == 404
    listed = client.get(reverse("people_list")).content.decode()
    assert cast.teacher_a.display_name in listed
    assert cast.teacher_b.display_name not in listed


def test_a_closed_account_loses_its_session_and_keeps_its_record(cast, school_admin):
    teacher, client = client_of(cast.teacher_a), client_of(school_admin)
    address = reverse("person_switch_account", args=[cast.teacher_a.public_id])
    client.post(address, {"active": "0"})
    assert teacher.get(reverse("unit_tree")).status_code == 302
    client.post(address, {"active": "1"})
    cast.teacher_a.refresh_from_db()
    assert cast.teacher_a.is_active
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert verbs >= {"account.deactivate", "account.activate"}


def test_a_role_ends_with_its_last_day_and_stays_in_the_record(cast, school_admin):
    membership = Membership.objects.get(user=cast.teacher_a)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    client = client_of(school_admin)
    address = reverse("role_end", args=[membership.public_id])
    client.post(address, {"last_day": yesterday.isoformat(), "confirmed": "1"})
    assert not viewer_for(cast.teacher_a).is_staff
    assert Membership.objects.filter(pk=membership.pk).exists()


def test_a_role_ended_by_mistake_is_given_again_the_same_day(cast, school_admin):
    today, user = timezone.localdate(), UserFactory()
    role = {"user": user, "unit": cast.maths_a, "role": Role.TEACHER, "valid_from": today}
    membership = services.grant_role(school_admin, **role)
    end_membership(school_admin, membership=membership, last_day=today - datetime.timedelta(days=1))
    assert not viewer_for(user).is_staff
    services.grant_role(school_admin, **role)
    assert viewer_for(user).is_staff
    with pytest.raises(Refused):
        services.grant_role(school_admin, **role)


def test_the_list_searches_filters_and_counts(cast, school_admin):
    client = client_of(school_admin)
    page = client.get(reverse("people_list"), {"role": "head", "unit": cast.school_a.public_id})
    assert [person.pk for person in page.context["page"].object_list] == [cast.head_a.pk]
    page = client.get(reverse("people_list"), {"q": cast.principal_a.display_name[:6]})
    assert cast.principal_a in page.context["page"].object_list


def test_the_list_costs_the_same_with_many_people(cast, school_admin, django_assert_max_num_queries):
    client = client_of(school_admin)
    for _count in range(60):
        MembershipFactory(unit=cast.maths_a)
    with django_assert_max_num_queries(14):
        client.get(reverse("people_list"))


def greeting():
    """What `make run` prints below the addresses."""
    said = io.StringIO()
    call_command("sign_ins", stdout=said)
    return said.getvalue()


def test_a_city_of_ones_own_starts_with_one_administrator(db):
    out = io.StringIO()
    wanted = {"unit_code": "SO-X", "unit_name": "Sở X", "stdout": out}
    assert "manage.py first_administrator" in greeting(), "`make run` says how the first person comes in"
    call_command("first_administrator", "Quan.Tri", "Lê Văn Trị", **wanted)
    assert greeting() == ""
    user = User.objects.get(username="quan.tri")
    assert user.check_password(out.getvalue().split()[-1])
    assert viewer_for(user).has_role(Role.ADMINISTRATOR)
    with pytest.raises(CommandError):
        call_command("first_administrator", "khac", "Khác", **wanted)


@pytest.mark.parametrize("part", ["teacher_a", "principal_a", "city_officer", "pupil_a"])
def test_the_pages_are_for_administrators(cast, part):
    assert client_of(getattr(cast, part)).get(reverse("people_list")).status_code == 403


def test_names_are_shown_as_text(cast, school_admin):
    services.create_account(
        school_admin, unit=cast.maths_a, display_name="<script>x</script>", username="xau", role=Role.TEACHER
    )
    assert "<script>x" not in client_of(school_admin).get(reverse("people_list")).content.decode()


def test_pages_of_people_keep_what_was_asked_for(cast, monkeypatch):
    monkeypatch.setattr(people, "PER_PAGE", 3)
    client = client_of(cast.administrator)
    middle = client.get(reverse("people_list"), {"q": "a", "trang": 2}).content.decode()
    assert 'href="?q=a&amp;trang=1" rel="prev"' in middle
    assert 'href="?q=a&amp;trang=3" rel="next"' in middle
    first = client.get(reverse("people_list"), {"q": "a", "trang": "x"}).content.decode()
    assert 'rel="next"' in first and 'rel="prev"' not in first
