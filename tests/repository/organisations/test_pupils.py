"""One pupil at a time: added, found, renamed, moved, taken off, closed, and two accounts of one child made one."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from config.accounts.models import User
from config.errors import NotAllowed, Refused
from questionbank.attempts.models import Attempt
from repository.organisations import pupils
from repository.organisations.cards import issue_cards, pupil_by_pin
from repository.organisations.models import ClassGroup, Membership, Role
from tests.asking import answer
from tests.cast import client_of
from tests.factories.attempts import player_of
from tests.factories.organisations import MembershipFactory, UserFactory, pupil_of
from tests.factories.quizzes import published_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast):
    user = UserFactory(username="quantri.a", display_name="Phan Thanh Sơn")
    MembershipFactory(user=user, unit=cast.school_a, role=Role.ADMINISTRATOR)
    return user


def sits_in(pupil):
    return [seat.class_group for seat in pupil.enrolments.valid_on(timezone.localdate())]


def test_a_pupil_is_added_found_and_renamed_through_the_pages(cast, desk):
    client = client_of(desk)
    client.post(reverse("pupil_add", args=[cast.class_a.public_id]), {"name": "Lê Thị Mới", "code": "H7"})
    pupil = User.objects.get(username="hs.thcs-a.h7")
    assert sits_in(pupil) == [cast.class_a]
    for q in ("mới", "h7", "Lê Mới", "6A1"):
        assert "Lê Thị Mới" in client.get(reverse("pupil_list"), {"q": q}).content.decode(), q
    client.post(reverse("pupil_rename", args=[pupil.public_id]), {"name": "Lê Thị Mơi"})
    assert User.objects.get(pk=pupil.pk).display_name == "Lê Thị Mơi"


def test_a_pupil_moves_and_is_taken_off_a_class(cast, desk):
    other = ClassGroup.objects.create(
        school=cast.school_a, school_year=cast.class_a.school_year, grade_code="6", name="6A2"
    )
    client, address = client_of(desk), reverse("pupil_class", args=[cast.pupil_a.public_id])
    client.post(address, {"class_group": other.public_id})
    assert sits_in(cast.pupil_a) == [other]
    asked = client.post(address, {"class_group": ""})
    assert sits_in(cast.pupil_a) == [other], "asking takes nobody off"
    answer(client, asked)
    assert sits_in(cast.pupil_a) == []
    assert cast.pupil_a.enrolments.count() == 2, "where they sat stays in the record"


def test_a_closed_account_opens_nothing_with_its_card(cast, desk):
    [card] = issue_cards(cast.teacher_a, class_group=cast.class_a)
    client_of(desk).post(reverse("pupil_switch", args=[cast.pupil_a.public_id]), {"active": "0"})
    assert pupil_by_pin(card.code, card.pin) is None


def test_the_desk_of_another_school_finds_nobody(cast, desk):
    assert client_of(desk).get(reverse("pupil_detail", args=[cast.pupil_b.public_id])).status_code == 404
    with pytest.raises(NotAllowed):
        pupils.rename_pupil(desk, pupil=cast.pupil_b, name="Khác")
    with pytest.raises(NotAllowed):
        pupils.move_pupil(desk, pupil=cast.pupil_b, class_group=cast.class_a)


def test_an_administrator_whose_role_ended_changes_no_pupil(cast, desk):
    Membership.objects.filter(user=desk).update(valid_to=timezone.localdate() - datetime.timedelta(days=1))
    with pytest.raises(NotAllowed):
        pupils.rename_pupil(desk, pupil=cast.pupil_a, name="Khác")


def test_two_accounts_of_one_child_become_one(cast, desk):
    twin = pupil_of(cast.class_a, cast.pupil_a.display_name)
    quiz = published_quiz(cast.teacher_a, [cast.class_a])
    taken = player_of(twin, Attempt.objects.get(quiz=quiz, pupil=twin))
    taken.start()
    taken.hand_in()
    page = client_of(desk).get(reverse("pupil_detail", args=[cast.pupil_a.public_id]))
    assert twin.public_id in page.content.decode(), "the namesake is proposed"
    address = reverse("pupil_merge", args=[cast.pupil_a.public_id])
    asked = client_of(desk).post(address, {"twin": twin.public_id})
    assert Attempt.objects.filter(pupil=twin).exists(), "not without the answer"
    answer(client_of(desk), asked)
    assert Attempt.objects.get(quiz=quiz).pupil == cast.pupil_a
    assert not User.objects.get(pk=twin.pk).is_active


def test_accounts_that_both_worked_on_one_test_are_not_merged(cast, desk):
    twin = pupil_of(cast.class_a, cast.pupil_a.display_name)
    quiz = published_quiz(cast.teacher_a, [cast.class_a])
    for pupil in (twin, cast.pupil_a):
        player_of(pupil, Attempt.objects.get(quiz=quiz, pupil=pupil)).start()
    with pytest.raises(Refused):
        pupils.merge_pupils(desk, kept=cast.pupil_a, twin=twin)
    assert User.objects.get(pk=twin.pk).is_active
