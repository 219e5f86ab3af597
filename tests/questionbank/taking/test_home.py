"""A pupil's home: what is due, what comes, what is over; never a bank, never another class."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.notices.models import Notice
from questionbank.attempts.services.grading import grade_waiting
from questionbank.quizzes.models import Quiz, ShowWhen
from questionbank.taking.agenda import agenda_of
from tests.cast import as_viewer, client_of, pupil
from tests.factories.attempts import player_of
from tests.factories.quizzes import draft_quiz, published_quiz


def agenda(person):
    return agenda_of(as_viewer(person), timezone.now())


def titles(entries):
    return [one.title for one in entries]


def handed_in(cast, title, **fields):
    quiz = published_quiz(cast.teacher_a, [cast.class_a], title=title, **fields)
    player = player_of(cast.pupil_a, quiz.attempts.get(pupil=cast.pupil_a))
    player.start()
    player.hand_in()
    grade_waiting()
    return quiz


@pytest.fixture
def week(cast):
    now = timezone.now()
    published_quiz(cast.teacher_a, [cast.class_a], title="Hôm nay", closes_at=now + timedelta(hours=2))
    published_quiz(cast.teacher_a, [cast.class_a], title="Ngày mai", opens_at=now + timedelta(days=1))
    missed = published_quiz(cast.teacher_a, [cast.class_a], title="Đã qua")
    Quiz.objects.filter(pk=missed.pk).update(closes_at=now - timedelta(days=1))
    draft_quiz(cast.teacher_a, [cast.class_a], title="Nháp")
    handed_in(cast, "Đã nộp", show_score=ShowWhen.AFTER_HAND_IN)
    handed_in(cast, "Chờ trả điểm")


def test_tests_are_sorted_by_what_they_ask_for(cast, week):
    own = agenda(cast.pupil_a)
    assert titles(own.due) == ["Hôm nay"]
    assert titles(own.soon) == ["Ngày mai"]
    assert titles(own.past) == ["Chờ trả điểm", "Đã nộp", "Đã qua"]
    waiting, marked, missed = own.past
    assert marked.score is not None
    assert waiting.score is None
    assert waiting.waits
    assert missed.state == "missed"


def test_a_test_under_way_comes_first(cast, week):
    quiz = published_quiz(cast.teacher_a, [cast.class_a], title="Đang làm")
    player_of(cast.pupil_a, quiz.attempts.get()).start()
    assert titles(agenda(cast.pupil_a).due) == ["Đang làm", "Hôm nay"]


def test_who_came_later_finds_the_open_tests_of_the_class(cast, week):
    late = pupil("hs.moi", "Lê Đến Sau", cast.class_a)
    own = agenda(late)
    assert set(titles(own.due)) == {"Hôm nay", "Đã nộp", "Chờ trả điểm"}
    assert own.past == []
    assert client_of(late).get(own.due[0].url, follow=True).status_code == 200


def test_the_home_of_a_pupil_has_the_panel_and_that_of_others_has_not(cast, week):
    home = client_of(cast.pupil_a).get("/").content.decode()
    assert "Hôm nay" in home
    assert 'name="code"' in home
    for person in (cast.pupil_b, cast.teacher_b):
        assert "Hôm nay" not in client_of(person).get("/").content.decode()
    assert 'name="code"' not in client_of(cast.teacher_a).get("/").content.decode()


def test_an_empty_list_says_what_will_stand_there(cast):
    client = client_of(cast.pupil_b)
    assert client.get(reverse("own_tests")).status_code == 200
    assert client.get("/").status_code == 200
    assert agenda(cast.pupil_b).is_empty


def test_the_list_costs_the_same_for_one_test_and_for_many(cast, week, django_assert_num_queries):
    viewer = as_viewer(cast.pupil_a)
    with django_assert_num_queries(3):
        agenda_of(viewer, timezone.now())
    for number in range(6):
        published_quiz(cast.teacher_a, [cast.class_a], title=f"Thêm {number}")
    with django_assert_num_queries(3):
        assert len(agenda_of(viewer, timezone.now()).due) == 7


def test_pupils_read_what_they_were_told_about_their_tests(cast, week):
    for subject, text in (("attempt:x", "Điểm đã thay đổi"), ("material:x", "Chuyện khác")):
        Notice.objects.create(recipient=cast.pupil_a, kind="x", subject=subject, text=text, url="/t/cua-em/")
    Notice.objects.create(recipient=cast.pupil_b, kind="x", subject="attempt:y", text="Của bạn khác")
    home = client_of(cast.pupil_a).get("/").content.decode()
    assert "Điểm đã thay đổi" in home
    assert "Của bạn khác" not in home
    assert "Chuyện khác" not in home


def test_the_way_in_stands_in_the_navigation_of_who_takes_tests(cast):
    link = f'href="{reverse("join")}"'
    assert link in client_of(None).get("/").content.decode()
    assert link in client_of(cast.pupil_a).get("/").content.decode()
    assert link not in client_of(cast.teacher_a).get("/").content.decode()
