"""Before an act on a running test: whom it meets, how many, and what comes back by undo."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from questionbank.attempts.models import Attempt, AttemptState
from questionbank.quizzes.models import Quiz, QuizState
from repository.shell.toasts import undo_url_of
from tests.asking import answer, post_and_answer, question_of
from tests.cast import client_of
from tests.factories.attempts import attempt_of

pytestmark = pytest.mark.django_db


def undo_of(response) -> str:
    """The address behind the "Undo" of the toast that this answer leaves."""
    return next(url for message in get_messages(response.wsgi_request) if (url := undo_url_of(message)))


@pytest.fixture
def teacher(school_class):
    return client_of(school_class.cast.teacher_a)


def address(school_class, name: str, *more) -> str:
    return reverse(name, args=[school_class.quiz.public_id, *more])


def fresh(school_class) -> Quiz:
    return Quiz.objects.get(pk=school_class.quiz.pk)


def test_closing_names_who_is_at_work_and_is_taken_back_as_it_was(school_class, teacher):
    school_class.player("Trần Ánh")
    ends = timezone.now().replace(microsecond=0) + timedelta(hours=2)
    Quiz.objects.filter(pk=school_class.quiz.pk).update(closes_at=ends)
    asked = teacher.post(address(school_class, "close_quiz"))
    assert "Trần Ánh" in asked.content.decode()
    assert fresh(school_class).state == QuizState.PUBLISHED, "asking closes nothing"
    closed = answer(teacher, asked)
    assert fresh(school_class).state == QuizState.CLOSED
    assert teacher.post(undo_of(closed)).status_code == 302
    again = fresh(school_class)
    assert (again.state, again.closes_at) == (QuizState.PUBLISHED, ends)


def test_a_quiz_without_an_end_is_open_again_without_one(school_class, teacher):
    Quiz.objects.filter(pk=school_class.quiz.pk).update(closes_at=None)
    undo = undo_of(post_and_answer(teacher, address(school_class, "close_quiz")))
    assert client_of(school_class.cast.teacher_b).post(undo).status_code == 404
    teacher.post(undo)
    assert fresh(school_class).closes_at is None


def test_a_closing_after_which_answers_were_seen_is_not_taken_back(school_class, teacher):
    undo = undo_of(post_and_answer(teacher, address(school_class, "close_quiz")))
    Quiz.objects.filter(pk=school_class.quiz.pk).update(key_shown_at=timezone.now())
    assert teacher.post(undo).status_code == 409
    assert fresh(school_class).state == QuizState.CLOSED


def test_releasing_says_how_many_see_it_and_is_taken_back_by_its_toast(school_class, teacher):
    school_class.handed_in(school_class.right(0))
    post_and_answer(teacher, address(school_class, "close_quiz"))
    asked = teacher.post(address(school_class, "release_quiz_results"))
    assert question_of(asked).ways == [""], "nobody is at work: one way"
    assert "1 em đã nộp bài được báo ngay" in asked.content.decode()
    undo = undo_of(answer(teacher, asked))
    assert fresh(school_class).released_at
    teacher.post(undo)
    assert fresh(school_class).released_at is None


def test_names_that_move_while_somebody_reads_do_not_stop_the_answer(school_class, teacher):
    player = school_class.player("Trần Ánh")
    asked = teacher.post(address(school_class, "collect_attempts"), {"all": "1"})
    school_class.player("Lê Bình")
    assert answer(teacher, asked).status_code == 302
    assert attempt_of(player).state == AttemptState.SUBMITTED
    assert not Attempt.objects.filter(quiz=school_class.quiz, state=AttemptState.IN_PROGRESS).exists()


def test_a_double_click_gives_minutes_once(school_class, teacher):
    player = school_class.player("Trần Ánh")
    before = attempt_of(player).deadline
    asked = teacher.post(
        address(school_class, "give_minutes"),
        {"chosen": player.public_id, "minutes": "7", "reason": "Mất điện"},
    )
    assert "Trần Ánh" in asked.content.decode()
    assert question_of(asked).fields["reason"] == ["Mất điện"]
    answer(teacher, asked)
    assert answer(teacher, asked).status_code == 409
    assert attempt_of(player).deadline == before + timedelta(minutes=7)


def test_an_attempt_counts_until_the_question_is_answered(school_class, teacher):
    player = school_class.handed_in(school_class.right(0), name="Trần Ánh")
    void = address(school_class, "void_attempt", player.public_id)
    asked = teacher.post(void, {"reason": "Nhầm lớp"})
    assert "Nhầm lớp" in asked.content.decode() and "Trần Ánh" in asked.content.decode()
    assert attempt_of(player).state == AttemptState.SUBMITTED
    answer(teacher, asked)
    assert attempt_of(player).state == AttemptState.VOID
    nothing = teacher.post(void, {"reason": " "})
    assert "data-asking" not in nothing.content.decode()


@pytest.mark.parametrize("name", ["close_quiz", "release_quiz_results", "collect_attempts", "give_minutes"])
def test_strangers_are_not_asked(school_class, name):
    school_class.player("Trần Ánh")
    for part in ("teacher_b", "principal_b", "principal_a", "pupil_a"):
        page = client_of(getattr(school_class.cast, part)).post(
            address(school_class, name), {"all": "1", "minutes": "5"}
        )
        assert page.status_code in {403, 404}
        assert "Trần Ánh" not in page.content.decode()
