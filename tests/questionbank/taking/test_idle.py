"""Idle sign-out pauses while a test has contact, and only then."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from questionbank.attempts.models import Attempt
from questionbank.quizzes.models import Quiz
from repository.organisations.cards import issue_cards
from repository.organisations.idleness import HELD_SECONDS, IDLE_SECONDS, SEEN
from tests.cast import client_of
from tests.factories.quizzes import published_quiz

IDLE = timedelta(seconds=IDLE_SECONDS)


@pytest.fixture
def quiz(cast):
    return published_quiz(cast.teacher_a, [cast.class_a], minutes=90)


@pytest.fixture
def at_card(cast, quiz):
    """The pupil, signed in by card, on the page of the test."""
    card = issue_cards(cast.teacher_a, class_group=cast.class_a)[0]
    client = client_of(None)
    client.post(reverse("pupil_sign_in"), {"code": card.code, "pin": card.pin})
    client.get(page_of(quiz.attempts.get()))
    return client


def page_of(attempt):
    return reverse("attempt_page", args=[attempt.public_id])


def idle_for(client, seconds):
    session = client.session
    session[SEEN] -= seconds
    session.save()


def contact(attempt, ago):
    Attempt.objects.filter(pk=attempt.pk).update(last_contact=timezone.now() - ago)


def test_the_cookie_outlives_a_long_test(at_card):
    assert at_card.session.get_expiry_age() == HELD_SECONDS


def test_a_pupil_who_writes_for_an_hour_without_a_click_is_still_signed_in(quiz, at_card):
    contact(quiz.attempts.get(), timedelta(minutes=1))
    idle_for(at_card, 3600)
    assert at_card.get(page_of(quiz.attempts.get())).status_code == 200
    assert "_auth_user_id" in at_card.session


def test_without_contact_idleness_ends_the_session(quiz, at_card):
    contact(quiz.attempts.get(), IDLE + timedelta(minutes=1))
    idle_for(at_card, 3600)
    assert at_card.get(page_of(quiz.attempts.get())).status_code == 404
    assert "_auth_user_id" not in at_card.session


def test_outside_a_test_idleness_ends_the_session_whatever_the_cookie_says(at_card):
    idle_for(at_card, IDLE_SECONDS + 5)
    at_card.get("/")
    assert "_auth_user_id" not in at_card.session


def test_somebody_elses_test_keeps_nobody_signed_in(cast, quiz, at_card):
    other = published_quiz(cast.teacher_b)
    Attempt.objects.create(
        quiz=other, pupil=cast.pupil_b, form=other.paper.forms.get(), last_contact=timezone.now()
    )
    idle_for(at_card, IDLE_SECONDS + 5)
    at_card.get("/")
    assert "_auth_user_id" not in at_card.session


def test_guests_are_held_and_let_go_by_the_same_rule(cast, quiz):
    client = client_of(None)
    client.get(reverse("join"))
    page = client.post(reverse("join_names", args=[quiz.join_code]), {"pupil": cast.pupil_a.public_id})[
        "Location"
    ]
    client.get(page)
    attempt = Attempt.objects.get(guest__isnull=False)
    contact(attempt, timedelta(minutes=2))
    idle_for(client, 3600)
    assert client.get(page).status_code == 200
    contact(attempt, IDLE + timedelta(minutes=2))
    idle_for(client, 3600)
    assert client.get(page).status_code == 404


def test_who_waited_in_the_lobby_is_still_signed_in_when_the_test_opens(quiz, at_card):
    Quiz.objects.filter(pk=quiz.pk).update(opens_at=timezone.now() - timedelta(minutes=1))
    idle_for(at_card, 2400)
    assert at_card.get(page_of(quiz.attempts.get())).status_code == 200


@pytest.mark.parametrize(
    "opens_in", [timedelta(hours=2), -IDLE - timedelta(minutes=1)], ids=["later", "earlier"]
)
def test_a_lobby_left_long_before_or_after_the_opening_keeps_nobody(quiz, at_card, opens_in):
    Quiz.objects.filter(pk=quiz.pk).update(opens_at=timezone.now() + opens_in)
    idle_for(at_card, 2400)
    at_card.get("/")
    assert "_auth_user_id" not in at_card.session


def test_an_ordinary_click_asks_no_keeper(at_card, monkeypatch):
    monkeypatch.setattr("repository.organisations.idleness.KEEPERS", None)
    idle_for(at_card, 300)
    assert at_card.get("/").status_code == 200
