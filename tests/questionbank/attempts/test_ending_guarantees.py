"""G8, G10 (docs/attempt-protocol.md): handed in exactly once, by the pupil or by the clock."""

import uuid
from datetime import timedelta

import pytest
from django.db import OperationalError

from questionbank.attempts.models import Attempt, AttemptState, ClosedBy, Guest, Submission
from questionbank.attempts.services.closing import close_overdue
from questionbank.attempts.services.grading import grade_waiting
from tests.factories.attempts import (
    attempt_of,
    value_of,
)
from tests.factories.quizzes import RIGHT, published_quiz


class TestG08:
    def test_g08_exactly_once_submit(self, player, slots):
        player.answer(slots[0], "o2")
        player.write(slots[2], "2,7")
        first = player.hand_in()
        assert first.status == 200
        assert first["state"] == "submitted"
        assert not player.outbox
        assert player.hand_in()["receipt"] == first["receipt"]
        assert player.hand_in(idempotency_key=str(uuid.uuid4()))["receipt"] == first["receipt"]
        attempt = attempt_of(player)
        assert Submission.objects.filter(attempt=attempt).count() == 1
        assert (attempt.state, attempt.needs_grading) == (AttemptState.SUBMITTED, True)
        assert player.start().data["receipt"] == first["receipt"]

    def test_g08_what_is_missing_is_asked_for_first(self, player, slots):
        events = [player.write(slots[0], "o1"), player.write(slots[0], "o2"), player.write(slots[2], "2,7")]
        player.outbox = [events[2]]
        answer = player.hand_in()
        assert (answer.status, answer["code"], answer["upto"]) == (409, "missing", 0)
        assert attempt_of(player).state == AttemptState.IN_PROGRESS
        assert player.send(events[:2])["upto"] == 3
        assert player.hand_in().status == 200

    def test_g08_nobody_waits_for_what_was_refused_for_ever(self, player, slots):
        player.answer(slots[0], "o1")
        player.write(slots[0], "o77")
        assert player.send().status == 422
        player.outbox.clear()
        assert player.answer(slots[0], "o3")["upto"] == 1
        assert player.hand_in()["code"] == "missing"
        assert player.hand_in(set_aside=[2]).status == 200
        assert value_of(player, slots[0]) == "o3"

    def test_g08_later_answers_never_change_what_was_handed_in(self, player, slots, cast):
        player.answer(slots[0], "o1")
        player.hand_in()
        before = attempt_of(player)
        answer = player.answer(slots[0], "o2")
        assert answer.status == 200
        assert (answer["late"], answer["state"]) == (True, "submitted")
        after = attempt_of(player)
        assert (after.answers, after.state, after.submitted_at) == (
            before.answers,
            before.state,
            before.submitted_at,
        )

    def test_g08_a_late_repeat_does_not_hand_in_the_next_round(self, player, slots):
        first = player.hand_in()
        Attempt.objects.filter(public_id=player.public_id).update(state=AttemptState.IN_PROGRESS, round=2)
        again = player.hand_in()
        assert (again.status, again["receipt"]) == (200, first["receipt"])
        assert attempt_of(player).state == AttemptState.IN_PROGRESS
        second = player.hand_in(idempotency_key=str(uuid.uuid4()))
        assert second["receipt"] != first["receipt"]

    def test_g08_a_hand_in_that_breaks_leaves_nothing_behind(self, player, slots, monkeypatch):
        player.write(slots[0], "o1")

        def broken(*_args, **_kwargs):
            raise OperationalError("disk full")

        with monkeypatch.context() as patch:
            patch.setattr("questionbank.attempts.models.Submission.save", broken)
            assert player.hand_in().status == 503
        attempt = attempt_of(player)
        assert (attempt.state, attempt.events.count()) == (AttemptState.IN_PROGRESS, 0)
        assert player.hand_in().status == 200


class TestG10:
    def test_g10_expiry_without_client(self, player, slots, clock):
        player.answer(slots[0], "o2")
        clock.move(minutes=17)
        assert close_overdue() == 0
        clock.move(seconds=1)
        assert close_overdue() == 1
        attempt = attempt_of(player)
        assert (attempt.state, attempt.needs_grading) == (AttemptState.SUBMITTED, True)
        assert attempt.submissions.get().closed_by == ClosedBy.CLOCK
        assert close_overdue() == 0
        assert grade_waiting() == 1
        assert grade_waiting() == 0
        assert attempt_of(player).score == 1

    def test_g10_closing_and_the_mark_for_grading_are_one_commit(self, player, clock, monkeypatch):
        clock.move(hours=1)

        def broken(*_args, **_kwargs):
            raise RuntimeError("the process died here")

        with monkeypatch.context() as patch, pytest.raises(RuntimeError):
            patch.setattr("django.db.models.query.QuerySet.bulk_update", broken)
            close_overdue()
        attempt = attempt_of(player)
        assert (attempt.state, attempt.needs_grading) == (AttemptState.IN_PROGRESS, False)
        assert not attempt.submissions.exists()
        assert close_overdue() == 1

    def test_g10_more_time_keeps_it_open(self, player, clock):
        Attempt.objects.update(deadline=clock.now + timedelta(hours=2))
        clock.move(hours=1)
        assert close_overdue() == 0

    def test_g10_a_whole_school_is_closed_in_batches(self, cast, clock):
        quiz = published_quiz(cast.teacher_a, [cast.class_a])
        form = quiz.paper.forms.first()
        guests = Guest.objects.bulk_create([Guest(quiz=quiz, name=f"Khách {n}") for n in range(230)])
        Attempt.objects.bulk_create(
            [
                Attempt(quiz=quiz, form=form, guest=guest, state=AttemptState.IN_PROGRESS, deadline=clock.now)
                for guest in guests
            ]
        )
        clock.move(hours=1)
        assert close_overdue() == 230
        assert Submission.objects.count() == 230
        assert grade_waiting() == 230

    def test_g10_the_pupil_who_comes_too_late_sees_the_receipt(self, player, slots, clock):
        player.answer(slots[0], "o2")
        player.write(slots[0], "o1")
        clock.move(hours=1)
        answer = player.start()
        assert (answer.status, answer["state"]) == (200, "submitted")
        assert attempt_of(player).submissions.get().closed_by == ClosedBy.CLOCK
        late = player.send()
        assert (late.status, late["late"]) == (200, True)

    def test_g10_a_hand_in_after_the_grace_is_one_by_the_clock(self, player, slots, clock):
        player.answer(slots[0], "o2")
        player.write(slots[0], "o1")
        clock.move(hours=1)
        answer = player.hand_in()
        assert (answer.status, answer["late"]) == (200, True)
        assert attempt_of(player).submissions.get().closed_by == ClosedBy.CLOCK
        assert value_of(player, slots[0]) == "o2"

    def test_g10_grading_again_gives_the_same(self, player, slots, clock):
        for slot in slots:
            kind = attempt_of(player).form.package["items"][slot]["type"]
            player.answer(slot, RIGHT[kind])
        player.hand_in()
        grade_waiting()
        before = list(attempt_of(player).scores.order_by("slot_id").values())
        Attempt.objects.update(needs_grading=True)
        grade_waiting()
        assert list(attempt_of(player).scores.order_by("slot_id").values()) == before
        assert attempt_of(player).score == 3
