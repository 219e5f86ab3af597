"""The type of the how-to in the whole house: bank, editor, quiz, player, attempt, marks, results and search accept it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import translation

from questionbank.attempts.services.grading import grade_waiting
from questionbank.items.services.writing import create_question
from questionbank.quizzes.models import Quiz
from questionbank.quizzes.services.arranging import add_questions
from questionbank.quizzes.services.composing import create_quiz
from questionbank.quizzes.services.publishing import publish_quiz
from search.queries.asked import Asked
from search.queries.questions import find_questions
from tests.cast import as_viewer, client_of
from tests.conformance.test_howto_question_type import yes_no  # noqa: F401 - the fixture that registers it
from tests.factories.attempts import attempt_of, laid_out, player_of
from tests.factories.questions import fresh, save
from tests.search.conftest import index  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(cast, yes_no):  # noqa: F811
    """A question of the new type, written by teacher A through the service behind the editor."""
    with translation.override("vi"):
        example = next(iter(yes_no.examples()))
        row = create_question(cast.teacher_a, type_key=yes_no.key)
        saved = save(cast.teacher_a, row, body=example.body, key=example.key)
        assert not saved.problems
        yield fresh(saved.question)


@pytest.fixture
def quiz(cast, written):
    """It is asked of class A."""
    draft = create_quiz(cast.teacher_a, title="Đúng hay không")
    draft.class_groups.add(cast.class_a)
    add_questions(cast.teacher_a, part=draft.parts.get(), edit_number=draft.edit_number, questions=[written])
    return publish_quiz(cast.teacher_a, quiz=Quiz.objects.get(pk=draft.pk))


def page(person, name, *arguments) -> str:
    response = client_of(person).get(reverse(name, args=arguments))
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_bank_offers_it_and_the_editor_draws_its_fields(cast, written):
    assert "type_key=yes_no" in page(cast.teacher_a, "question_bank") or "yes_no" in page(
        cast.teacher_a, "create_question"
    )
    editor = page(cast.teacher_a, "edit_question", written.public_id)
    assert "body.stem" in editor and "key.answer" in editor
    assert page(cast.teacher_a, "preview_question", written.public_id)


def test_its_page_shows_question_and_key(cast, written):
    assert re.search(r"<math", page(cast.teacher_a, "question", written.public_id))


def test_a_pupil_takes_it_and_earns_the_point(cast, quiz):
    player = player_of(cast.pupil_a, laid_out(quiz, pupil=cast.pupil_a))
    player.start()
    (slot,) = quiz.forms.get().package["order"]
    assert quiz.forms.get().package["items"][slot]["component"] == "yes-no"
    assert player.answer(slot, True).status == 200
    player.hand_in()
    grade_waiting()
    assert attempt_of(player).score == 1
    assert page(cast.teacher_a, "quiz_results", quiz.public_id)
    assert page(cast.teacher_a, "attempt_answers", quiz.public_id, player.public_id)


def test_search_finds_it(cast, written, index):  # noqa: F811
    index()
    found = find_questions(as_viewer(cast.teacher_a), Asked(typed=written.draft.plain_text))
    assert [row.question.public_id for row in found.found] == [written.public_id]
