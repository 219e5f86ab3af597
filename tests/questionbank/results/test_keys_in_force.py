"""A corrected key counts once a second person has approved it: nowhere before, and never after a refusal."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from questionbank.attempts.services.regrading import approve_regrade, refuse_regrade
from questionbank.items.models import AnswerKey, QuestionState
from questionbank.items.reading import key_in_force
from questionbank.items.services.freezing import freeze_version
from questionbank.papers.models import PaperSlot
from questionbank.quizzes.services.composing import create_quiz
from questionbank.quizzes.services.publishing import publish_quiz
from questionbank.results.services import correct_key
from tests.cast import client_of
from tests.factories.questions import fresh, sent_for_review
from tests.questionbank.results.conftest import SchoolClass

pytestmark = pytest.mark.django_db


def slot_of(school_class: SchoolClass) -> PaperSlot:
    return PaperSlot.objects.select_related("part__paper", "version__question", "answer_key").get(
        public_id=school_class.slots[0]
    )


def proposal(school_class: SchoolClass, answer: str = "o3"):
    return correct_key(
        school_class.cast.teacher_a,
        slot=slot_of(school_class),
        key={"answer": answer, "solution": ""},
        reason="Nhầm đáp án",
    )


def next_quiz_key(school_class: SchoolClass) -> str:
    """The answer by which a quiz is marked that asks the same question from now on."""
    teacher = school_class.cast.teacher_a
    quiz = create_quiz(teacher, title="Bài sau")
    PaperSlot.objects.create(part=quiz.paper.parts.get(), order=1, question=slot_of(school_class).question)
    quiz.class_groups.set([school_class.cast.class_a])
    publish_quiz(teacher, quiz=quiz)
    return PaperSlot.objects.get(part__paper__quizzes=quiz).answer_key.key["answer"]


def test_an_undecided_correction_marks_no_later_quiz(school_class):
    proposal(school_class)
    assert next_quiz_key(school_class) == "o2"


def test_a_refused_correction_marks_no_later_quiz(school_class):
    refuse_regrade(school_class.cast.head_a, run=proposal(school_class), reason="Đáp án cũ đúng")
    assert next_quiz_key(school_class) == "o2"


def test_an_approved_correction_marks_later_quizzes_until_another_is_approved(school_class):
    head = school_class.cast.head_a
    approve_regrade(head, run=proposal(school_class))
    assert next_quiz_key(school_class) == "o3"
    refuse_regrade(head, run=proposal(school_class, "o4"), reason="Không")
    assert next_quiz_key(school_class) == "o3"
    back = proposal(school_class, "o2")
    assert back.key_to.number == 4  # the first key said more: it holds a solution
    approve_regrade(head, run=back)
    assert next_quiz_key(school_class) == "o2"
    assert AnswerKey.objects.in_force().filter(version=slot_of(school_class).version).count() == 1


def test_the_old_key_can_be_put_in_force_again_under_its_old_number(school_class):
    first = slot_of(school_class).answer_key
    approve_regrade(school_class.cast.head_a, run=proposal(school_class))
    run = correct_key(
        school_class.cast.teacher_a, slot=slot_of(school_class), key=first.key, reason="Vẫn là đáp án cũ"
    )
    assert run.key_to == first
    approve_regrade(school_class.cast.head_a, run=run)
    assert key_in_force(first.version) == first


def test_the_question_itself_keeps_its_key_until_the_decision(school_class):
    slot = slot_of(school_class)
    run = proposal(school_class)
    assert freeze_version(school_class.cast.teacher_a, question=slot.question)[1] == slot.answer_key
    page = client_of(school_class.cast.teacher_a).get(reverse("question", args=[slot.question.public_id]))
    assert "chưa được duyệt" in page.content.decode()
    approve_regrade(school_class.cast.head_a, run=run)
    assert freeze_version(school_class.cast.teacher_a, question=slot.question)[1] == run.key_to
    page = client_of(school_class.cast.teacher_a).get(reverse("question", args=[slot.question.public_id]))
    assert "chưa được duyệt" not in page.content.decode()


def test_a_hand_in_that_waits_is_taken_back_by_the_approved_key_not_by_the_proposal(cast):
    teacher = cast.teacher_a
    question = sent_for_review(teacher, cast.school_a)
    quiz = create_quiz(teacher, title="Bài")
    PaperSlot.objects.create(part=quiz.paper.parts.get(), order=1, question=question)
    quiz.class_groups.set([cast.class_a])
    publish_quiz(teacher, quiz=quiz)
    slot = PaperSlot.objects.select_related("part__paper", "version__question").get(part__paper__quizzes=quiz)
    run = correct_key(teacher, slot=slot, key={"answer": "o3", "solution": ""}, reason="Nhầm")
    assert fresh(question).state == QuestionState.SUBMITTED
    approve_regrade(cast.head_a, run=run)
    assert fresh(question).state == QuestionState.DRAFT


class AppsOfThatDay:
    """Slots were quizzes' then; the table is the same."""

    def get_model(self, app, name):
        return PaperSlot if name == "QuizSlot" else apps.get_model(app, name)


def test_a_city_in_use_keeps_what_was_approved_and_forgets_what_was_not(school_class):
    """The migration of a city in which the newest number used to count."""
    first = slot_of(school_class).answer_key
    head = school_class.cast.head_a
    refuse_regrade(head, run=proposal(school_class), reason="Không")
    approved = approve_regrade(head, run=proposal(school_class, "o4"))
    waiting = proposal(school_class, "o1")
    AnswerKey.objects.update(in_force_at=timezone.now())  # as the first migration leaves it
    move = import_module("questionbank.attempts.migrations.0002_keys_in_force")
    move.date_keys(AppsOfThatDay(), None)
    counted = AnswerKey.objects.filter(version=first.version, in_force_at__isnull=False)
    assert set(counted) == {first, approved.key_to}
    assert AnswerKey.objects.get(pk=waiting.key_to_id).in_force_at is None
    assert key_in_force(first.version) == approved.key_to
