"""School years, and the roll-over into the next one: classes close, pupils move up, leavers leave, results stay."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.accounts.models import User
from config.errors import NotAllowed, Refused
from questionbank.attempts.models import Attempt
from questionbank.quizzes.models import Quiz
from questionbank.quizzes.services.copying import copy_quiz
from questionbank.quizzes.services.publishing import readiness_of
from questionbank.quizzes.standing import standing_of
from questionbank.results.scores import read_results
from questionbank.taking.agenda import agenda_of
from repository.organisations.cards import issue_cards, pupil_by_pin
from repository.organisations.models import ClassGroup, OrgUnit, Role, SchoolYear
from repository.organisations.viewer import viewer_for
from repository.organisations.years import add_school_year, roll_over, to_roll_over
from tests.asking import answer
from tests.cast import client_of, pupil
from tests.factories.attempts import player_of
from tests.factories.organisations import MembershipFactory, UserFactory
from tests.factories.quizzes import draft_quiz, published_quiz

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def over(cast, today):
    """The year of the cast ended ten days ago; the next one has begun."""
    SchoolYear.objects.update(starts=today - 300 * DAY, ends=today - 10 * DAY)
    OrgUnit.objects.filter(pk=cast.school_a.pk).update(education_levels=["lower_secondary"])
    cast.nines = ClassGroup.objects.create(
        school=cast.school_a, school_year=cast.class_a.school_year, grade_code="9", name="9A1"
    )
    cast.leaver = pupil("em.9", "Đỗ Lớp Chín", cast.nines)
    return SchoolYear.objects.create(code="2031-2032", starts=today - DAY, ends=today + 300 * DAY)


def moved(cast, **names):
    school = OrgUnit.objects.get(pk=cast.school_a.pk)
    wanted = {cast.class_a.public_id: "7A1", cast.nines.public_id: ""} | names
    return roll_over(cast.administrator, school=school, names=wanted)


def test_a_year_is_added_on_its_page_and_classes_can_be_made_in_it(cast, today):
    SchoolYear.objects.all().update(code="2020-2021", starts=date(2020, 9, 1), ends=date(2021, 5, 31))
    client = client_of(cast.administrator)
    assert reverse("year_add") in client.get(reverse("school_year")).content.decode()
    client.post(reverse("year_add"), {"starts": today.isoformat(), "ends": (today + 300 * DAY).isoformat()})
    year = SchoolYear.objects.get(starts=today)
    assert year.code == f"{today.year}-{today.year + 1}"
    wanted = {"year": year.code, "school": cast.school_a.public_id, "grade_code": "6", "name": "6a9"}
    client.post(reverse("class_create"), wanted)
    assert ClassGroup.objects.get(school_year=year).name == "6A9"


def test_years_do_not_overlap_and_only_the_city_makes_them(cast, today):
    standing = cast.class_a.school_year
    with pytest.raises(Refused):
        add_school_year(
            cast.administrator, starts=standing.starts + 90 * DAY, ends=standing.starts + 400 * DAY
        )
    school_admin = UserFactory(username="quantri.a")
    MembershipFactory(user=school_admin, unit=cast.school_a, role=Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        add_school_year(school_admin, starts=date(2030, 9, 1), ends=date(2031, 5, 31))
    assert client_of(school_admin).get(reverse("year_add")).status_code == 403


def test_between_two_years_the_administrator_is_told_what_to_do(cast, today):
    SchoolYear.objects.update(starts=today - 300 * DAY, ends=today - DAY)
    page = client_of(cast.administrator).get(reverse("school_year")).content.decode()
    assert reverse("year_add") in page and reverse("year_roll_over", args=[cast.school_a.public_id]) in page


def test_classes_move_up_the_highest_grade_leaves_and_old_cards_end(cast, over):
    [card] = [
        one for one in issue_cards(cast.teacher_a, class_group=cast.class_a) if one.pupil == cast.pupil_a
    ]
    assert list(to_roll_over(viewer_for(cast.administrator)).filter(pk=cast.school_a.pk))
    done = moved(cast)
    assert (done.classes, done.moved, done.left) == (2, 1, 1)
    [seat] = cast.pupil_a.enrolments.valid_on(timezone.localdate())
    assert (seat.class_group.name, seat.class_group.grade_code) == ("7A1", "7")
    assert seat.class_group.school_year == over
    assert not User.objects.get(pk=cast.leaver.pk).is_active
    assert pupil_by_pin(card.code, card.pin) is None
    cast.class_a.refresh_from_db()
    assert cast.class_a.closed_at is not None


def test_results_of_the_old_year_stay_with_the_class_of_that_day(cast, over):
    quiz = published_quiz(cast.teacher_a, [cast.class_a])
    player = player_of(cast.pupil_a, Attempt.objects.get(quiz=quiz, pupil=cast.pupil_a))
    player.start()
    player.hand_in()
    moved(cast)
    assert [line.class_name for line in read_results(quiz).lines] == ["6A1"]
    page = client_of(cast.teacher_a).get(reverse("quiz_results", args=[quiz.public_id]))
    assert page.status_code == 200
    assert Quiz.objects.visible_to(viewer_for(cast.principal_a)).filter(pk=quiz.pk).exists()


def test_a_test_closes_with_the_last_of_its_classes(cast, over):
    """Nobody finds last year's test among what is to be done; one that other classes take too goes on."""
    forgotten = published_quiz(cast.teacher_a, [cast.class_a], title="Bỏ quên")
    other = ClassGroup.objects.get(school=cast.school_b)
    shared = published_quiz(cast.teacher_a, [cast.class_a, other], title="Hai trường")
    draft = draft_quiz(cast.teacher_a, [cast.class_a])
    ended = published_quiz(cast.teacher_a, [cast.class_a], title="Đã hết giờ")
    Quiz.objects.filter(pk=ended.pk).update(closes_at=timezone.now() - 20 * DAY)
    moved(cast)
    now = timezone.now()
    for quiz in (forgotten, shared, draft, ended):
        quiz.refresh_from_db()
    assert [standing_of(quiz, now) for quiz in (forgotten, shared, draft)] == ["closed", "open", "draft"]
    assert ended.closes_at < now - 19 * DAY, "what was over already keeps its time"
    agenda = agenda_of(viewer_for(cast.pupil_a), now)
    assert [one.title for one in agenda.due] == ["Hai trường"]


def test_a_test_of_last_year_is_given_anew_to_a_class_of_this_year(cast, over):
    quiz = published_quiz(cast.teacher_a, [cast.class_a])
    left = draft_quiz(cast.teacher_a, [cast.class_a])
    moved(cast)
    assert not copy_quiz(cast.teacher_a, quiz=quiz).class_groups.exists()
    assert any("6A1" in problem for problem in readiness_of(left).problems)


def test_the_class_of_last_year_shows_who_sat_in_it(cast, over):
    moved(cast)
    client = client_of(cast.administrator)
    for group, child in ((cast.class_a, cast.pupil_a), (cast.nines, cast.leaver)):
        page = client.get(reverse("class_detail", args=[group.public_id])).content.decode()
        assert child.display_name in page and reverse("class_cards", args=[group.public_id]) not in page
    page = client.get(reverse("school_year"), {"nam": cast.class_a.school_year.code})
    assert {group.name: group.pupil_count for group in page.context["classes"]}["9A1"] == 1
    page = client.get(reverse("school_year"))
    assert {group.name: group.pupil_count for group in page.context["classes"]} == {"7A1": 1}


def test_cards_are_printed_before_the_first_day_of_the_year(cast, over, today):
    SchoolYear.objects.filter(pk=over.pk).update(starts=today + 5 * DAY)
    moved(cast)
    group = taught_next(cast, over)
    assert [card.pupil for card in issue_cards(cast.teacher_a, class_group=group)] == [cast.pupil_a]
    page = client_of(cast.teacher_a).get(reverse("class_detail", args=[group.public_id]))
    assert cast.pupil_a.display_name in page.content.decode()


def taught_next(cast, year):
    """The class that 6A1 became, with its teacher."""
    group = ClassGroup.objects.get(school_year=year, name="7A1")
    group.teachers.add(cast.teacher_a)
    return group


def test_rolling_over_twice_changes_nothing_more(cast, over):
    moved(cast)
    assert moved(cast).classes == 0
    assert cast.pupil_a.enrolments.count() == 2


def test_a_school_rolls_over_through_its_page(cast, over):
    client, address = client_of(cast.administrator), reverse("year_roll_over", args=[cast.school_a.public_id])
    page = client.get(address).content.decode()
    assert 'value="7A1"' in page
    names = {cast.class_a.public_id: "7A1", cast.nines.public_id: ""}
    asked = client.post(address, names)
    assert "6A1 → 7A1" in asked.content.decode()
    assert not ClassGroup.objects.filter(school_year=over).exists(), "not without the answer"
    answer(client, asked)
    assert ClassGroup.objects.filter(school=cast.school_a, school_year=over, name="7A1").exists()


def test_nobody_rolls_over_another_school(cast, over):
    school_admin = UserFactory(username="quantri.b")
    MembershipFactory(user=school_admin, unit=cast.school_b, role=Role.ADMINISTRATOR)
    address = reverse("year_roll_over", args=[cast.school_a.public_id])
    assert client_of(school_admin).get(address).status_code == 404
    with pytest.raises(NotAllowed):
        roll_over(school_admin, school=cast.school_a, names={cast.class_a.public_id: "7A1"})


def test_without_a_next_year_nothing_is_closed(cast, over):
    over.delete()
    with pytest.raises(Refused):
        moved(cast)
    assert not ClassGroup.objects.filter(closed_at__isnull=False).exists()
