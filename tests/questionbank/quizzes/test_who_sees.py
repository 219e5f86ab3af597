"""Which tests reach whom: drafts nobody but their author, given ones the pupils of the class as long as it is one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from questionbank.quizzes.models import Quiz
from questionbank.quizzes.policies import is_author, may_compose, may_create, may_run
from repository.organisations.models import ClassGroup, Enrolment, Membership
from tests.cast import as_viewer
from tests.factories.quizzes import draft_quiz, published_quiz

pytestmark = pytest.mark.django_db


def seen_by(cast):
    """The names of those who see some test."""
    return {
        name for name, person in cast.people.items() if Quiz.objects.visible_to(as_viewer(person)).exists()
    }


def test_a_draft_reaches_its_author_only(cast):
    cast.class_a.teachers.add(cast.colleague_a)
    draft = draft_quiz(cast.teacher_a, [cast.class_a])
    assert seen_by(cast) == {"teacher_a"}
    assert not Quiz.objects.given_to(as_viewer(cast.pupil_a)).exists()
    assert not Quiz.objects.run_by(as_viewer(cast.colleague_a)).exists()
    assert not may_run(as_viewer(cast.colleague_a), draft)
    assert may_run(as_viewer(cast.teacher_a), draft) and may_compose(as_viewer(cast.teacher_a), draft)


def test_a_given_test_reaches_the_class_its_teachers_and_who_leads_or_inspects_the_school(cast):
    cast.class_a.teachers.add(cast.colleague_a)
    quiz = published_quiz(cast.teacher_a, [cast.class_a])
    leading = {"principal_a", "vice_principal_a", "inspector"}
    assert seen_by(cast) == {"teacher_a", "colleague_a", "pupil_a"} | leading
    running = {name for name, person in cast.people.items() if may_run(as_viewer(person), quiz)}
    assert running == {"teacher_a", "colleague_a"}
    assert not may_compose(as_viewer(cast.teacher_a), quiz)
    assert (
        Quiz.objects.visible_to(as_viewer(None)).count()
        == Quiz.objects.given_to(as_viewer(None)).count()
        == 0
    )


def test_a_class_that_was_closed_gives_its_pupils_no_tests(cast):
    published_quiz(cast.teacher_a, [cast.class_a])
    pupil = as_viewer(cast.pupil_a)
    assert Quiz.objects.given_to(pupil).exists()
    ClassGroup.objects.filter(pk=cast.class_a.pk).update(closed_at=timezone.now())
    assert not Quiz.objects.given_to(pupil).exists()


def test_a_pupil_who_left_the_class_has_its_tests_no_more(cast):
    published_quiz(cast.teacher_a, [cast.class_a])
    Enrolment.objects.filter(pupil=cast.pupil_a).update(valid_to=timezone.localdate() - timedelta(days=1))
    assert not Quiz.objects.given_to(as_viewer(cast.pupil_a)).exists()


def test_pupils_compose_nothing_and_staff_are_given_nothing(cast):
    quiz = published_quiz(cast.teacher_a, [cast.class_a])
    assert not may_create(as_viewer(cast.pupil_a)) and may_create(as_viewer(cast.teacher_a))
    assert not Quiz.objects.editable_by(as_viewer(cast.pupil_a)).exists()
    assert set(Quiz.objects.editable_by(as_viewer(cast.teacher_a))) == {quiz}
    assert not Quiz.objects.given_to(as_viewer(cast.teacher_a)).exists()


def test_an_author_who_left_runs_and_sees_it_no_more(cast):
    quiz = published_quiz(cast.teacher_a, [cast.class_a])
    assert is_author(as_viewer(cast.teacher_a), quiz) and not is_author(as_viewer(cast.colleague_a), quiz)
    Membership.objects.filter(user=cast.teacher_a).update(valid_to=timezone.localdate() - timedelta(days=1))
    gone = as_viewer(cast.teacher_a)
    assert not is_author(gone, quiz) and not may_run(gone, quiz)
    assert not Quiz.objects.visible_to(gone).exists()
