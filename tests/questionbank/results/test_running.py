"""More minutes, letting in again, collecting, late answers: what a teacher decides while a test runs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from config.audit.models import AuditEntry
from config.errors import Conflict, NotAllowed, Refused
from questionbank.attempts.models import Attempt, AttemptState, ClosedBy, Submission
from questionbank.attempts.services.closing import close_overdue
from questionbank.attempts.services.grading import grade_waiting
from questionbank.attempts.services.running import (
    collect,
    decide_late,
    give_minutes,
    let_in_again,
    void_attempt,
)
from questionbank.quizzes.services.opening import close_quiz, release_results
from tests.factories.attempts import attempt_of, laid_out

pytestmark = pytest.mark.django_db


def test_minutes_for_one_move_only_that_deadline(school_class):
    one, other = school_class.player(), school_class.player()
    before, untouched = attempt_of(one).deadline, attempt_of(other).deadline
    count = give_minutes(
        school_class.cast.teacher_a, quiz=school_class.quiz, attempts=[attempt_of(one)], minutes=5
    )
    assert count == 1
    assert attempt_of(one).deadline == before + timedelta(minutes=5)
    assert attempt_of(one).extra_seconds == 300
    assert attempt_of(other).deadline == untouched
    entry = AuditEntry.objects.get(verb="quiz.give_minutes")
    assert entry.actor == school_class.cast.teacher_a
    assert entry.details["minutes"] == 5


def test_minutes_for_all_reach_those_who_start_later_too(school_class):
    player = school_class.player()
    deadline = attempt_of(player).deadline
    waiting = laid_out(school_class.quiz, pupil=school_class.cast.pupil_a)
    assert give_minutes(school_class.cast.teacher_a, quiz=school_class.quiz, minutes=10) == 2
    assert attempt_of(player).deadline == deadline + timedelta(minutes=10)
    waiting.refresh_from_db()
    assert waiting.extra_seconds == 600


def test_new_minutes_ride_on_the_next_receipt(school_class):
    player = school_class.player()
    first = player.send([])["remaining_ms"]
    give_minutes(school_class.cast.teacher_a, quiz=school_class.quiz, minutes=5)
    assert player.send([])["remaining_ms"] > first + 290_000


def test_whose_time_is_over_gets_the_minutes_from_now_on(school_class):
    player = school_class.player()
    Attempt.objects.filter(public_id=player.public_id).update(deadline=timezone.now() - timedelta(minutes=1))
    give_minutes(school_class.cast.teacher_a, quiz=school_class.quiz, minutes=5)
    left = attempt_of(player).deadline - timezone.now()
    assert timedelta(minutes=4, seconds=50) < left <= timedelta(minutes=5)


def test_a_running_attempt_goes_on_with_new_minutes_after_the_quiz_was_closed(school_class):
    player = school_class.player()
    close_quiz(school_class.cast.teacher_a, quiz=school_class.quiz)
    give_minutes(school_class.cast.teacher_a, quiz=school_class.quiz, minutes=5)
    assert player.answer(school_class.slots[0], school_class.right(0)).status == 200
    assert player.start().status == 200


@pytest.mark.parametrize("minutes", [0, -5, 181])
def test_time_is_never_shortened(school_class, minutes):
    player = school_class.player()
    before = attempt_of(player).deadline
    with pytest.raises(Refused):
        give_minutes(school_class.cast.teacher_a, quiz=school_class.quiz, minutes=minutes)
    assert attempt_of(player).deadline == before


def test_nobody_chosen_is_refused_in_words(school_class):
    with pytest.raises(Refused):
        give_minutes(school_class.cast.teacher_a, quiz=school_class.quiz, attempts=[], minutes=5)
    with pytest.raises(Refused):
        collect(school_class.cast.teacher_a, quiz=school_class.quiz)


@pytest.mark.parametrize("part", ["colleague_a", "teacher_b", "principal_a", "inspector"])
def test_only_those_who_run_the_quiz_may(school_class, part):
    player, stranger = school_class.player(), getattr(school_class.cast, part)
    attempt = attempt_of(player)
    with pytest.raises(NotAllowed):
        give_minutes(stranger, quiz=school_class.quiz, minutes=5)
    with pytest.raises(NotAllowed):
        collect(stranger, quiz=school_class.quiz)
    with pytest.raises(NotAllowed):
        let_in_again(stranger, attempt=attempt, minutes=5)
    with pytest.raises(NotAllowed):
        void_attempt(stranger, attempt=attempt, reason="x")
    with pytest.raises(NotAllowed):
        decide_late(stranger, attempt=attempt, accept=True)


def test_another_teacher_of_the_class_may(school_class):
    school_class.cast.class_a.teachers.add(school_class.cast.colleague_a)
    school_class.player()
    assert give_minutes(school_class.cast.colleague_a, quiz=school_class.quiz, minutes=5) >= 1


def test_collecting_hands_in_what_the_school_has(school_class):
    player, other = school_class.player(), school_class.player()
    player.answer(school_class.slots[0], school_class.right(0))
    assert collect(school_class.cast.teacher_a, quiz=school_class.quiz, attempts=[attempt_of(player)]) == 1
    attempt = attempt_of(player)
    assert attempt.state == AttemptState.SUBMITTED
    assert attempt.needs_grading
    assert Submission.objects.get(attempt=attempt).closed_by == ClosedBy.TEACHER
    assert attempt_of(other).state == AttemptState.IN_PROGRESS
    grade_waiting()
    assert attempt_of(player).score == 1
    assert player.answer(school_class.slots[1], school_class.right(1))["late"] is True


def test_collecting_twice_leaves_one_hand_in(school_class):
    school_class.player()
    collect(school_class.cast.teacher_a, quiz=school_class.quiz)
    with pytest.raises(Refused):
        collect(school_class.cast.teacher_a, quiz=school_class.quiz)
    assert Submission.objects.count() == 1


def test_let_in_again_opens_another_round_with_the_answers_in_place(school_class):
    player = school_class.handed_in(school_class.right(0))
    first = player.receipt
    attempt = let_in_again(school_class.cast.teacher_a, attempt=attempt_of(player), minutes=10)
    assert (attempt.state, attempt.round, attempt.score) == (AttemptState.IN_PROGRESS, 2, None)
    assert attempt.epoch > 1
    session = player.start()
    assert session["state"] == "in_progress"
    assert session["answers"][school_class.slots[0]]["value"] == school_class.right(0)
    assert player.answer(school_class.slots[1], school_class.right(1))["late"] is False
    player.hand_in_key = "5c4f6a3e-6f0a-4d7c-9a86-1f4b8f7c2d10"
    assert player.hand_in().status == 200
    assert player.receipt != first
    grade_waiting()
    assert attempt_of(player).score == 2
    assert Submission.objects.filter(attempt=attempt).count() == 2


def test_let_in_again_happens_once_and_only_after_the_hand_in(school_class):
    running = school_class.player()
    with pytest.raises(Conflict):
        let_in_again(school_class.cast.teacher_a, attempt=attempt_of(running), minutes=5)
    stale = attempt_of(school_class.handed_in())
    let_in_again(school_class.cast.teacher_a, attempt=stale, minutes=5)
    stale.state = AttemptState.SUBMITTED
    with pytest.raises(Conflict):
        let_in_again(school_class.cast.teacher_a, attempt=stale, minutes=5)


def test_nobody_is_let_in_again_once_the_results_are_out(school_class):
    player = school_class.handed_in()
    release_results(school_class.cast.teacher_a, quiz=school_class.quiz)
    with pytest.raises(Refused):
        let_in_again(school_class.cast.teacher_a, attempt=attempt_of(player), minutes=5)


def late_player(school_class):
    """A pupil whose answers arrive after the clock closed the attempt."""
    player = school_class.player()
    Attempt.objects.filter(public_id=player.public_id).update(deadline=timezone.now() - timedelta(minutes=10))
    assert close_overdue() == 1
    grade_waiting()
    player.write(school_class.slots[0], school_class.right(0), elapsed_ms=600_000)
    assert player.send()["late"] is True
    assert attempt_of(player).score == 0
    return player


def test_accepted_late_answers_count(school_class):
    player = late_player(school_class)
    decision = decide_late(
        school_class.cast.teacher_a, attempt=attempt_of(player), accept=True, reason="Mất mạng"
    )
    assert decision.accepted and len(decision.event_ids) == 1
    assert attempt_of(player).needs_grading
    grade_waiting()
    assert attempt_of(player).score == 1
    assert AuditEntry.objects.filter(verb="attempt.late_accept").exists()


def test_refused_late_answers_are_kept_and_do_not_count(school_class):
    player = late_player(school_class)
    decide_late(school_class.cast.teacher_a, attempt=attempt_of(player), accept=False)
    grade_waiting()
    assert attempt_of(player).score == 0
    assert attempt_of(player).events.count() == 1
    with pytest.raises(Conflict):
        decide_late(school_class.cast.teacher_a, attempt=attempt_of(player), accept=True)


def test_a_void_attempt_cannot_go_on_and_keeps_its_answers(school_class):
    player = school_class.player()
    player.answer(school_class.slots[0], school_class.right(0))
    with pytest.raises(Refused):
        void_attempt(school_class.cast.teacher_a, attempt=attempt_of(player), reason=" ")
    void_attempt(school_class.cast.teacher_a, attempt=attempt_of(player), reason="Nhầm lớp")
    void_attempt(school_class.cast.teacher_a, attempt=attempt_of(player), reason="Nhầm lớp")
    assert attempt_of(player).state == AttemptState.VOID
    assert player.answer(school_class.slots[1], school_class.right(1)).status == 410
    assert attempt_of(player).events.count() == 1
    assert AuditEntry.objects.filter(verb="attempt.void").count() == 1
