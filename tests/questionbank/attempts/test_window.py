"""When a teacher moves the closing time while a class is at work."""

from datetime import timedelta

import pytest
from django.utils import timezone

from questionbank.quizzes.services.opening import change_window, close_quiz
from tests.factories.attempts import attempt_of, started_attempt

pytestmark = pytest.mark.django_db


def test_a_later_closing_gives_back_the_time_it_had_cut(cast):
    soon = timezone.now() + timedelta(minutes=5)
    player = started_attempt(cast, minutes=30, closes_at=soon)
    quiz = attempt_of(player).quiz
    assert attempt_of(player).deadline == soon
    change_window(cast.teacher_a, quiz=quiz, opens_at=quiz.opens_at, closes_at=soon + timedelta(hours=1))
    attempt = attempt_of(player)
    assert attempt.deadline == attempt.started_at + timedelta(minutes=30)


def test_closing_takes_no_time_from_those_who_have_started(cast):
    player = started_attempt(cast, minutes=30)
    before = attempt_of(player).deadline
    close_quiz(cast.teacher_a, quiz=attempt_of(player).quiz)
    assert attempt_of(player).deadline == before
