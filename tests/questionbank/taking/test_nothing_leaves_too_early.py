"""No key leaves the house while any attempt of the quiz can still change, whatever the quiz says about showing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.audit.models import AuditEntry
from config.errors import Refused
from config.notices.models import Notice
from questionbank.attempts.models import Attempt, AttemptState
from questionbank.attempts.policies import answers_are_out, is_settled
from questionbank.attempts.services.grading import grade_waiting
from questionbank.attempts.services.releasing import StillOpen, release
from questionbank.attempts.services.running import give_minutes, let_in_again
from questionbank.quizzes.models import Quiz, ShowWhen
from questionbank.quizzes.services.opening import change_window, close_quiz, take_back_release
from questionbank.quizzes.services.publishing import readiness_of
from tests.asking import answer, post_and_answer
from tests.cast import client_of, pupil
from tests.factories.attempts import attempt_of, laid_out, player_of
from tests.factories.quizzes import SOLUTION_CANARY, draft_quiz, published_quiz

pytestmark = pytest.mark.django_db


class Pair:
    """Two pupils of class 6A1: An has handed in, Bình is still at work; the quiz closes in five minutes."""

    def __init__(self, cast, **quiz):
        quiz.setdefault("closes_at", timezone.now() + timedelta(minutes=5))
        self.teacher = cast.teacher_a
        self.quiz = published_quiz(cast.teacher_a, [cast.class_a], **quiz)
        self.an, self.binh = (pupil(f"hs.{name}", name, cast.class_a) for name in ("An", "Bình"))
        self.first = self.player(self.an)
        self.second = self.player(self.binh)
        self.first.hand_in()
        grade_waiting()

    def player(self, taker):
        player = player_of(taker, laid_out(self.quiz, pupil=taker))
        assert player.start().status == 200
        return player

    def page(self) -> str:
        """What An sees of the result."""
        address = reverse("attempt_result", args=[attempt_of(self.first).public_id])
        return client_of(self.an).get(address).content.decode()

    def time_passes(self, minutes: int):
        """The closing time and the deadlines lie so much further back."""
        for row in Quiz.objects.filter(pk=self.quiz.pk):
            row.closes_at -= timedelta(minutes=minutes)
            row.save()
        for row in Attempt.objects.filter(quiz=self.quiz, deadline__isnull=False):
            row.deadline -= timedelta(minutes=minutes)
            row.save()


ALWAYS = {"show_score": ShowWhen.AFTER_CLOSE, "show_answers": ShowWhen.AFTER_CLOSE}


def test_after_the_close_means_after_the_last_hand_in(cast):
    pair = Pair(cast, **ALWAYS)
    pair.time_passes(minutes=6)  # closed; Bình has grace left, and nobody has swept
    assert SOLUTION_CANARY not in pair.page() and "score__value" not in pair.page()
    pair.second.hand_in()
    grade_waiting()
    assert SOLUTION_CANARY in pair.page()


def test_extra_minutes_keep_the_key_in_the_house(cast):
    pair = Pair(cast, **ALWAYS)
    give_minutes(pair.teacher, quiz=pair.quiz, minutes=20, attempts=[attempt_of(pair.second)])
    pair.time_passes(minutes=10)
    assert SOLUTION_CANARY not in pair.page()
    assert pair.second.answer(pair.quiz.paper.forms.get().package["order"][0], "o2")["late"] is False


@pytest.mark.parametrize("when", [one for one in ShowWhen if one != ShowWhen.AFTER_HAND_IN])
def test_whatever_the_rule_the_key_waits_for_who_is_at_work(cast, when):
    pair = Pair(cast, show_score=ShowWhen.AFTER_HAND_IN, show_answers=when)
    release(pair.teacher, quiz=pair.quiz, close=True)
    assert not is_settled(Quiz.objects.get(pk=pair.quiz.pk), timezone.now())
    assert SOLUTION_CANARY not in pair.page()
    pair.second.hand_in()
    grade_waiting()
    assert (SOLUTION_CANARY in pair.page()) is (when != ShowWhen.NEVER)


def test_letting_in_again_after_the_close_takes_the_key_back(cast):
    pair = Pair(cast, **ALWAYS)
    pair.second.hand_in()
    close_quiz(pair.teacher, quiz=pair.quiz)
    grade_waiting()
    assert answers_are_out(Quiz.objects.get(pk=pair.quiz.pk), timezone.now())
    let_in_again(
        pair.teacher, attempt=attempt_of(pair.second), minutes=5, reason="Mất điện", despite_key=True
    )
    assert SOLUTION_CANARY not in pair.page()


def test_practice_says_at_publication_what_it_means(cast):
    practice = draft_quiz(
        cast.teacher_a,
        [cast.class_a],
        show_score=ShowWhen.AFTER_HAND_IN,
        show_answers=ShowWhen.AFTER_HAND_IN,
    )
    assert any("mách em nộp sau" in one for one in readiness_of(practice).warnings)
    assert not any("mách em" in one for one in readiness_of(draft_quiz(cast.teacher_a)).warnings)
    page = client_of(cast.teacher_a).get(reverse("publish_quiz", args=[practice.public_id]))
    assert "mách em nộp sau" in page.content.decode()


def test_releasing_an_open_test_asks_and_names_who_is_at_work(cast):
    pair = Pair(cast)
    with pytest.raises(StillOpen) as asked:
        release(pair.teacher, quiz=pair.quiz)
    assert asked.value.at_work == ["Bình"]
    browser, address = (
        client_of(pair.teacher),
        reverse("release_quiz_results", args=[pair.quiz.public_id]),
    )
    asked = browser.post(address)
    assert asked.status_code == 409 and "Bình" in asked.content.decode()
    assert Quiz.objects.get(pk=pair.quiz.pk).released_at is None
    assert answer(browser, asked, "knowing").status_code == 302
    assert "score__value" in pair.page() and SOLUTION_CANARY not in pair.page()


def test_closing_and_releasing_in_one_word(cast):
    pair = Pair(cast)
    address = reverse("release_quiz_results", args=[pair.quiz.public_id])
    assert post_and_answer(client_of(pair.teacher), address, way="close").status_code == 302
    quiz = Quiz.objects.get(pk=pair.quiz.pk)
    assert quiz.released_at and not quiz.is_open(timezone.now())
    assert attempt_of(pair.second).state == AttemptState.IN_PROGRESS  # those at work go on


def test_a_release_can_be_taken_back(cast):
    pair = Pair(cast)
    release(pair.teacher, quiz=pair.quiz, knowing=True)
    assert Notice.objects.filter(kind="quiz.results", recipient=pair.an).exists()
    browser = client_of(pair.teacher)
    address = reverse("take_back_quiz_release", args=[pair.quiz.public_id])
    assert address in browser.get(reverse("quiz_results", args=[pair.quiz.public_id])).content.decode()
    assert browser.post(address).status_code == 302
    assert "score__value" not in pair.page()
    assert not Notice.objects.filter(kind="quiz.results").exists()
    assert AuditEntry.objects.filter(verb="quiz.release_take_back").count() == 1
    take_back_release(pair.teacher, quiz=pair.quiz)
    assert AuditEntry.objects.filter(verb="quiz.release_take_back").count() == 1


def seen_and_taken_back(cast) -> Pair:
    """Everybody has handed in, An has looked at the key, the teacher took the release back."""
    pair = Pair(cast)
    pair.second.hand_in()
    grade_waiting()
    release(pair.teacher, quiz=pair.quiz, close=True)
    assert SOLUTION_CANARY in pair.page()
    take_back_release(pair.teacher, quiz=pair.quiz)
    return pair


@pytest.mark.parametrize("words", [{}, {"despite_key": True}, {"reason": "Mất điện"}])
def test_who_has_seen_the_key_is_not_let_in_again_just_so(cast, words):
    pair = seen_and_taken_back(cast)
    with pytest.raises(Refused) as refusal:
        let_in_again(pair.teacher, attempt=attempt_of(pair.first), minutes=5, **words)
    assert refusal.value.code == "key_known"
    assert attempt_of(pair.first).state == AttemptState.SUBMITTED


def test_a_person_may_let_them_in_with_a_reason_and_the_attempt_is_marked(cast):
    pair = seen_and_taken_back(cast)
    chosen = {"chosen": str(attempt_of(pair.first).public_id), "minutes": "5"}
    browser, address = client_of(pair.teacher), reverse("let_in_again", args=[pair.quiz.public_id])
    refused = browser.post(address, chosen | {"reason": "Máy hỏng"})
    assert refused.status_code == 409 and "data-asking" not in refused.content.decode()
    willing = chosen | {"reason": "Máy hỏng", "despite_key": "on"}
    assert post_and_answer(browser, address, willing).status_code == 302
    assert attempt_of(pair.first).knew_key
    table = browser.get(reverse("class_table", args=[pair.quiz.public_id])).content.decode()
    assert "được cho vào dù đã biết đáp án" in table
    assert AuditEntry.objects.get(verb="attempt.let_in_again").details["knew_key"] is True


def test_a_quiz_whose_key_was_seen_does_not_open_again(cast):
    pair = seen_and_taken_back(cast)
    with pytest.raises(Refused) as refusal:
        change_window(
            pair.teacher,
            quiz=pair.quiz,
            opens_at=Quiz.objects.get(pk=pair.quiz.pk).opens_at,
            closes_at=timezone.now() + timedelta(days=1),
        )
    assert refusal.value.code == "key_shown"


def test_the_home_page_does_not_show_what_the_result_page_hides(cast):
    pair = Pair(cast, **ALWAYS)
    pair.time_passes(minutes=6)
    own = client_of(pair.an).get(reverse("own_tests")).content.decode()
    assert reverse("attempt_result", args=[attempt_of(pair.first).public_id]) not in own
