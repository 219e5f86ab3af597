"""A draft that nobody needs any more."""

import pytest
from django.urls import reverse

from questionbank.items.models import Question
from questionbank.quizzes.models import Quiz
from tests.asking import answer
from tests.cast import client_of
from tests.factories.quizzes import draft_quiz, published_quiz

pytestmark = pytest.mark.django_db


def discard(person, quiz):
    return client_of(person).post(reverse("discard_quiz", args=[quiz.public_id]))


def test_its_author_deletes_it_and_the_questions_stay(cast):
    quiz = draft_quiz(cast.teacher_a, [cast.class_a])
    asked = discard(cast.teacher_a, quiz)
    assert quiz.title in asked.content.decode()
    assert Quiz.objects.filter(pk=quiz.pk).exists(), "asking deletes nothing"
    assert answer(client_of(cast.teacher_a), asked).status_code == 302
    assert not Quiz.objects.filter(pk=quiz.pk).exists()
    assert Question.objects.filter(author=cast.teacher_a).count() == 3


def test_what_was_published_stays(cast):
    quiz = published_quiz(cast.teacher_a, [cast.class_a])
    assert discard(cast.teacher_a, quiz).status_code == 409
    assert Quiz.objects.filter(pk=quiz.pk).exists()


@pytest.mark.parametrize("part", ["colleague_a", "principal_a", "teacher_b"])
def test_nobody_else_deletes_it(cast, part):
    quiz = draft_quiz(cast.teacher_a, [cast.class_a])
    assert discard(cast.people[part], quiz).status_code in {403, 404}
    assert Quiz.objects.filter(pk=quiz.pk).exists()
