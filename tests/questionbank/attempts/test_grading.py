"""Marks of handed-in attempts: flags, omitted answers, rounding, what a person decided, quizzes that cannot be marked."""

import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from types import SimpleNamespace

import pytest

from questionbank.attempts.form_contents import form_content
from questionbank.attempts.models import Attempt, ItemScore, ScoreSource
from questionbank.attempts.services.grading import grade_waiting, mark_sheet, marks_of
from questionbank.items.models import AnswerKey
from questionbank.papers.models import PaperForm, PaperSlot
from tests.factories.attempts import attempt_of, slots_of, started_attempt
from tests.factories.quizzes import RIGHT, WRONG


@pytest.fixture
def player(cast):
    return started_attempt(cast, rounding_step=Decimal("0.1"))


def graded(player):
    player.hand_in()
    assert grade_waiting() == 1
    return attempt_of(player)


def score_of(attempt, slot):
    return ItemScore.objects.get(attempt=attempt, slot__public_id=slot)


def test_right_partial_wrong_and_omitted_are_told_apart(player, slots):
    player.answer(slots[0], WRONG["multiple_choice"])
    player.answer(slots[1], {**RIGHT["true_false_group"], "s4": False})
    attempt = graded(player)
    wrong, partial, omitted = (score_of(attempt, slot) for slot in slots)
    assert (wrong.fraction, wrong.answered, wrong.value) == (0, True, "o1")
    assert partial.fraction == Decimal("0.5")
    assert partial.parts == {"s1": "1", "s2": "1", "s3": "1", "s4": "0"}
    assert (omitted.fraction, omitted.answered, omitted.value) == (0, False, None)
    assert attempt.score == Decimal("0.5")
    assert not attempt.needs_grading


def test_a_number_with_two_readings_is_flagged(player, slots):
    player.answer(slots[2], "1.234")
    assert "ambiguous_number" in score_of(graded(player), slots[2]).flags


def test_the_total_is_rounded_once_and_half_up(player, slots):
    Attempt.objects.get().quiz.paper.parts.get().slots.update(points=Decimal("0.25"))
    player.answer(slots[0], RIGHT["multiple_choice"])
    assert graded(player).score == Decimal("0.30")


def test_what_a_person_decided_stays_and_counts(player, slots):
    player.answer(slots[0], WRONG["multiple_choice"])
    attempt = graded(player)
    ItemScore.objects.filter(pk=score_of(attempt, slots[0]).pk).update(fraction=1, source=ScoreSource.PERSON)
    Attempt.objects.update(needs_grading=True)
    assert grade_waiting() == 1
    assert attempt_of(player).score == 1
    assert score_of(attempt, slots[0]).source == ScoreSource.PERSON
    ItemScore.objects.update(fraction=0, source=ScoreSource.AUTO)
    Attempt.objects.update(needs_grading=True)
    grade_waiting()
    assert attempt_of(player).score == 0


def test_marks_follow_the_key_in_force_and_marking_writes_nothing(player, slots, cast):
    player.answer(slots[0], "o1")
    attempt = graded(player)
    slot = attempt.quiz.paper.parts.get().slots.get(public_id=slots[0])
    other = AnswerKey(version=slot.version, number=2, key={"answer": "o1"}, author=cast.teacher_a)
    other.save()
    form = form_content(attempt.form.package_name)
    assert marks_of(mark_sheet(attempt.quiz), form, attempt.answers).total == 0
    PaperSlot.objects.filter(pk=slot.pk).update(answer_key=other)
    assert marks_of(mark_sheet(attempt.quiz), form, attempt.answers).total == 1
    assert attempt_of(player).score == 0
    Attempt.objects.update(needs_grading=True)
    assert grade_waiting() == 1
    assert attempt_of(player).score == 1


def test_a_quiz_that_cannot_be_marked_does_not_keep_others_waiting(player, slots, cast):
    other = started_attempt(cast, pupil=cast.pupil_a)
    other.answer(slots_of(attempt_of(other).quiz)[0], "o2")
    key = attempt_of(player).quiz.paper.parts.get().slots.get(public_id=slots[0]).answer_key
    AnswerKey.objects.filter(pk=key.pk).update(key={"answer": "o99"})
    player.hand_in()
    other.hand_in()
    assert grade_waiting() == 1
    assert attempt_of(other).score == 1
    assert attempt_of(player).needs_grading
    AnswerKey.objects.filter(pk=key.pk).update(key=key.key)
    assert grade_waiting() == 1


class SlowForms:
    """Stands for the table of forms: reading one takes until `go`."""

    def __init__(self):
        self.objects, self.read, self.reading, self.go = self, [], threading.Event(), threading.Event()

    def annotate(self, **_fields):
        return self

    def defer(self, *_fields):
        return self

    def get(self, package_name):
        self.read.append(package_name)
        self.reading.set()
        assert self.go.wait(20)
        return SimpleNamespace(pk=1, paper_id=2, grace=30, prepared={})


def test_a_class_that_begins_together_reads_its_form_once(monkeypatch):
    forms = SlowForms()
    monkeypatch.setattr("questionbank.attempts.form_contents.PaperForm", forms)
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(form_content, "a-class-begins") for _ in range(8)]
        assert forms.reading.wait(20)
        forms.go.set()
        assert len({id(answer.result(20)) for answer in answers}) == 1
    assert forms.read == ["a-class-begins"]


def test_a_form_that_is_not_there_is_asked_for_again(db):
    for _ in range(2):
        with pytest.raises(PaperForm.DoesNotExist):
            form_content("no-such-form")
