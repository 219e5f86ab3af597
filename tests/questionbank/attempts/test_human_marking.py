"""Answers that a person has to mark: nothing counts as marked before it is, and the key never overrules the person."""

from decimal import Decimal

import pytest
from django.urls import reverse

from config.errors import Conflict, NotAllowed, Refused
from questionbank.attempts.models import Attempt, ItemScore, ScoreSource
from questionbank.attempts.services.grading import grade_waiting
from questionbank.attempts.services.marking import give_mark
from questionbank.papers.models import PaperSlot
from questionbank.types.base import Outcome
from questionbank.types.registry import QUESTION_TYPES
from tests.cast import client_of
from tests.factories.attempts import attempt_of
from tests.factories.quizzes import RIGHT


@pytest.fixture(autouse=True)
def _short_answers_are_read_by_people(monkeypatch):
    def grade(self, response, prepared, body, key, rule):
        return Outcome(Decimal(0), needs_human=response is not None)

    monkeypatch.setattr(type(QUESTION_TYPES["short_answer"]), "grade", grade)


@pytest.fixture
def waiting(player, slots):
    """An attempt with one right choice and one answer that a person has to read."""
    player.answer(slots[0], RIGHT["multiple_choice"])
    player.answer(slots[2], "vì số chẵn chia hết cho 2")
    player.hand_in()
    assert grade_waiting() == 1
    return attempt_of(player)


def slot(number, slots):
    return PaperSlot.objects.get(public_id=slots[number])


def test_it_is_not_marked_before_a_person_has_said(waiting, slots, cast, player):
    assert (waiting.score, waiting.graded_at, waiting.needs_grading) == (None, None, False)
    assert ItemScore.objects.get(slot__public_id=slots[2]).needs_human
    assert grade_waiting() == 0
    results = client_of(cast.teacher_a).get(reverse("quiz_results", args=[waiting.quiz.public_id]))
    assert results.status_code == 200
    answers = reverse("attempt_answers", args=[waiting.quiz.public_id, waiting.public_id])
    assert client_of(cast.teacher_a).get(answers).status_code == 200


def test_with_the_last_mark_the_attempt_is_graded(waiting, slots, cast):
    give_mark(cast.teacher_a, attempt=waiting, slot=slot(2, slots), fraction=Decimal("0.5"))
    waiting.refresh_from_db()
    points = slot(0, slots).points + slot(2, slots).points / 2
    assert waiting.score == points and waiting.graded_at is not None
    give_mark(cast.teacher_a, attempt=waiting, slot=slot(2, slots), fraction=Decimal(1))
    waiting.refresh_from_db()
    assert waiting.score == slot(0, slots).points + slot(2, slots).points


def test_marking_by_the_key_again_keeps_what_a_person_said(waiting, slots, cast):
    give_mark(cast.teacher_a, attempt=waiting, slot=slot(2, slots), fraction=Decimal(1))
    Attempt.objects.update(needs_grading=True)
    assert grade_waiting() == 1
    waiting.refresh_from_db()
    assert waiting.score == slot(0, slots).points + slot(2, slots).points
    row = ItemScore.objects.get(slot__public_id=slots[2])
    assert (row.source, row.needs_human) == (ScoreSource.PERSON, False)


def test_no_answer_needs_nobody(player, slots):
    player.answer(slots[0], RIGHT["multiple_choice"])
    player.hand_in()
    grade_waiting()
    assert attempt_of(player).graded_at is not None


@pytest.mark.parametrize("fraction", [Decimal("1.1"), Decimal("-0.1"), Decimal("NaN"), Decimal("Infinity")])
def test_a_mark_is_a_share(waiting, slots, cast, fraction):
    with pytest.raises(Refused):
        give_mark(cast.teacher_a, attempt=waiting, slot=slot(2, slots), fraction=fraction)
    assert ItemScore.objects.get(slot__public_id=slots[2]).needs_human


def test_a_stranger_gives_no_marks(waiting, slots, cast):
    for person in (cast.teacher_b, cast.colleague_a):
        with pytest.raises(NotAllowed):
            give_mark(person, attempt=waiting, slot=slot(2, slots), fraction=Decimal(1))


def test_nothing_is_marked_while_the_pupil_works(player, slots, cast):
    player.answer(slots[2], "đang viết")
    with pytest.raises(Conflict):
        give_mark(cast.teacher_a, attempt=attempt_of(player), slot=slot(2, slots), fraction=Decimal(1))
