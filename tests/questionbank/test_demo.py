"""The demo city's bank and tests: made by the services, and nothing twice."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.management import call_command

from config.accounts.models import User
from config.demo import DemoSize
from questionbank.attempts.demo import seed_attempts
from questionbank.attempts.models import Attempt, AttemptEvent
from questionbank.items.demo import seed_questions
from questionbank.items.demo_questions import demo_questions
from questionbank.items.models import Question, QuestionState
from questionbank.quizzes.demo import QUIZZES, seed_quizzes
from questionbank.quizzes.models import Quiz
from questionbank.types.grading import read_question
from repository.curriculum.models import GradeLevel
from repository.organisations.demo import seed_organisations
from tests.factories.questions import question

SMALL = DemoSize(questions=24, pupils=6)


def quietly(*_) -> None:
    """Nobody watches the progress."""


@pytest.fixture
def people(db):
    call_command("load_reference", verbosity=0)
    seed_organisations(SMALL, quietly)


def seed(size: DemoSize = SMALL) -> tuple[int, ...]:
    """Every step; how many rows there are then."""
    for step in (seed_questions, seed_quizzes, seed_attempts):
        step(size, quietly)
    return tuple(model.objects.count() for model in (Question, Quiz, Attempt, AttemptEvent))


def test_a_hundred_and_twenty_questions_are_complete_and_all_different():
    wanted = demo_questions()
    for planned in wanted:
        read_question({"type": planned.type_key, "body": planned.body, "key": planned.key})
    assert len(wanted) == len({planned.body["stem"] for planned in wanted}) == 120


@pytest.mark.slow
def test_questions_quizzes_and_finished_attempts_and_a_second_run_adds_nothing(people):
    first = seed()
    states = Counter(Question.objects.values_list("state", flat=True))
    assert {QuestionState.DRAFT, QuestionState.SUBMITTED, QuestionState.APPROVED} <= set(states)
    assert first[:2] == (24, len(QUIZZES))
    finished = Attempt.objects.filter(state="submitted")
    assert finished.count() >= 10 and all(attempt.score is not None for attempt in finished)
    running = Quiz.objects.get(state="published")
    states = dict(running.attempts.values_list("pupil__card__code", "state"))
    assert (
        states["hs222222"] == "not_started" and len(set(states.values())) > 1
    )  # the printed card has it to take
    assert seed() == first


def test_half_written_questions_of_the_author_come_into_no_quiz(people):
    author = User.objects.get(username="gv.toan.a")
    for kind in ("multiple_choice", "true_false_group", "short_answer"):
        unfinished = question(author, kind, body={"stem": "Chưa xong"}, key={})
        Question.objects.filter(pk=unfinished.pk).update(grade=GradeLevel.objects.get(code="6"))
    assert seed()[1] == len(QUIZZES)


def test_a_city_with_too_few_questions_has_no_quiz(people):
    assert seed(DemoSize(questions=2, pupils=6))[:2] == (2, 0)
