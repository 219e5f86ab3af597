"""The page of a test in each of its states, and what it says to whom it is not for."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.notices.models import Notice
from questionbank.attempts.models import Attempt, AttemptState
from questionbank.quizzes.models import Quiz
from tests.cast import client_of
from tests.factories.attempts import player_of, slots_of
from tests.factories.quizzes import SOLUTION_CANARY, published_quiz


@pytest.fixture
def quiz(cast):
    return published_quiz(cast.teacher_a, [cast.class_a])


@pytest.fixture
def attempt(quiz):
    return quiz.attempts.get()


def page_of(attempt):
    return reverse("attempt_page", args=[attempt.public_id])


def test_the_lobby_says_what_comes_and_preloads_nothing_readable(cast, quiz, attempt):
    answer = client_of(cast.pupil_a).get(page_of(attempt))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert quiz.title in html
    assert 'data-state="not_started"' in html
    assert "<dd>3</dd>" in html  # questions
    assert attempt.form.package_name in html
    assert attempt.form.package_key not in html
    for item in attempt.form.package["items"].values():
        assert str(item["properties"].get("stem")) not in html
    attempt.refresh_from_db()
    assert attempt.seen_at is not None


def test_before_the_window_the_lobby_waits_and_after_it_the_door_is_closed(cast, quiz, attempt):
    client = client_of(cast.pupil_a)
    Quiz.objects.filter(pk=quiz.pk).update(opens_at=timezone.now() + timedelta(hours=1))
    assert "data-opens=" in client.get(page_of(attempt)).content.decode()
    Quiz.objects.filter(pk=quiz.pk).update(opens_at=None, closes_at=timezone.now() - timedelta(seconds=1))
    assert client.get(page_of(attempt)).status_code == 409


def test_an_attempt_under_way_goes_on_after_the_closing_time(cast, quiz, attempt):
    player = player_of(cast.pupil_a, attempt)
    player.start()
    Quiz.objects.filter(pk=quiz.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    assert 'data-state="in_progress"' in client_of(cast.pupil_a).get(page_of(attempt)).content.decode()


def test_after_the_hand_in_the_page_is_the_receipt(cast, attempt):
    player = player_of(cast.pupil_a, attempt)
    player.start()
    player.answer(slots_of(attempt.quiz)[0], "o2")
    player.hand_in()
    html = client_of(cast.pupil_a).get(page_of(attempt)).content.decode()
    assert player.receipt in html
    assert 'data-state="submitted"' in html
    assert "weights" not in html
    assert SOLUTION_CANARY not in html


def test_an_attempt_that_does_not_count_says_so(cast, attempt):
    Attempt.objects.update(state=AttemptState.VOID)
    assert client_of(cast.pupil_a).get(page_of(attempt)).status_code == 410


def test_nobody_else_sees_that_an_attempt_exists(cast, attempt):
    unknown = reverse("attempt_page", args=["00000000-0000-4000-8000-000000000000"])
    for person in (None, cast.pupil_b, cast.teacher_a, cast.teacher_b):
        client = client_of(person)
        theirs, nobodys = client.get(page_of(attempt)), client.get(unknown)
        assert theirs.status_code == nobodys.status_code == 404
        assert attempt.quiz.title not in theirs.content.decode()


def test_a_pupil_opens_a_quiz_of_the_class_without_a_code(cast, quiz, attempt):
    address = reverse("own_quiz", args=[quiz.public_id])
    assert client_of(cast.pupil_a).get(address)["Location"] == page_of(attempt)
    assert client_of(cast.pupil_b).get(address).status_code == 404
    assert client_of(cast.teacher_a).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_opening_the_test_marks_what_was_told_about_it_as_read(cast, quiz, attempt):
    for subject in (quiz.subject_key, attempt.subject_key, "material:x"):
        Notice.objects.create(recipient=cast.pupil_a, kind="x", subject=subject, text="Tin")
    client_of(cast.pupil_a).get(page_of(attempt))
    assert [one.subject for one in Notice.objects.unread()] == ["material:x"]


def test_the_page_costs_the_same_however_long_the_test_is(cast, django_assert_max_num_queries):
    long = published_quiz(cast.teacher_a, [cast.class_a], questions=24)
    client = client_of(cast.pupil_a)
    client.get(page_of(long.attempts.get()))
    with django_assert_max_num_queries(12):
        client.get(page_of(long.attempts.get()))
