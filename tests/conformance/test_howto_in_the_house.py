"""Every type, that of the how-to too, in the whole house: bank, editor, quiz, player, attempt, marks, results, search."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import translation

from questionbank.attempts.services.grading import grade_waiting
from questionbank.items.services.writing import create_question
from questionbank.papers.models import PaperSlot
from questionbank.papers.services.arranging import add_questions
from questionbank.quizzes.models import Quiz
from questionbank.quizzes.services.composing import create_quiz
from questionbank.quizzes.services.publishing import publish_quiz
from questionbank.types.base import Quality
from questionbank.types.registry import QUESTION_TYPES
from search.queries.asked import Asked
from search.queries.questions import find_questions
from tests.cast import as_viewer, client_of
from tests.conformance.test_howto_question_type import yes_no  # noqa: F401 - the fixture that registers it
from tests.factories.attempts import attempt_of, laid_out, player_of
from tests.factories.questions import fresh, save
from tests.search.conftest import index  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["yes_no", *QUESTION_TYPES.keys()])
def kind(request, yes_no):  # noqa: F811
    """A type by its registration alone: nothing here knows one."""
    return QUESTION_TYPES[request.param]


@pytest.fixture
def written(cast, kind):
    """A question of the type, written by teacher A through the service behind the editor."""
    with translation.override("vi"):
        example = next(iter(kind.examples()))
        row = create_question(cast.teacher_a, type_key=kind.key)
        saved = save(cast.teacher_a, row, body=example.body, key=example.key)
        assert not saved.problems
        yield fresh(saved.question)


@pytest.fixture
def quiz(cast, written):
    """It is asked of class A."""
    draft = create_quiz(cast.teacher_a, title="Đúng hay không")
    draft.class_groups.add(cast.class_a)
    paper = draft.paper
    add_questions(cast.teacher_a, part=paper.parts.get(), edit_number=paper.edit_number, questions=[written])
    return publish_quiz(cast.teacher_a, quiz=Quiz.objects.get(pk=draft.pk))


def page(person, name, *arguments) -> str:
    response = client_of(person).get(reverse(name, args=arguments))
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_bank_offers_it_and_the_editor_draws_its_fields(cast, kind, written):
    bank = page(cast.teacher_a, "question_bank") + page(cast.teacher_a, "create_question")
    assert kind.key in bank
    editor = page(cast.teacher_a, "edit_question", written.public_id)
    assert all(field.path in editor for field in kind.authoring_fields)
    assert page(cast.teacher_a, "preview_question", written.public_id)


def test_its_page_shows_question_and_key_in_words(cast, kind, written):
    shown = page(cast.teacher_a, "question", written.public_id)
    assert re.search(r"<math", shown)
    marks = re.search(r'<ul class="drawn__marks">(.*?)</ul>', shown, re.DOTALL)
    assert marks and not re.search(r"<pre|[{}\[\]]", marks[1].replace("\\", ""))


def test_a_pupil_takes_it_and_earns_the_point(cast, kind, quiz):
    right = next(one for one in next(iter(kind.examples())).responses if one.quality is Quality.RIGHT)
    player = player_of(cast.pupil_a, laid_out(quiz, pupil=cast.pupil_a))
    player.start()
    (slot,) = quiz.paper.forms.get().package["order"]
    assert quiz.paper.forms.get().package["items"][slot]["type"] == kind.key
    assert player.answer(slot, right.raw).status == 200
    player.hand_in()
    grade_waiting()
    assert attempt_of(player).score == 1
    assert page(cast.teacher_a, "quiz_results", quiz.public_id)
    answers = page(cast.teacher_a, "attempt_answers", quiz.public_id, player.public_id)
    assert "answer-line--right" in answers
    assert not re.search(r"[\[{]&quot;|[\[{]&#x27;", answers)  # a value as the database holds it


def test_its_key_is_corrected_with_fields(cast, quiz):
    slot = PaperSlot.objects.get(part__paper__quizzes=quiz)
    form = page(cast.teacher_a, "correct_key", quiz.public_id, slot.public_id)
    assert not re.search(r"<textarea[^>]*>\s*[\[{]", form)


def test_search_finds_it(cast, written, index):  # noqa: F811
    index()
    found = find_questions(as_viewer(cast.teacher_a), Asked(typed=written.draft.plain_text))
    assert [row.question.public_id for row in found.found] == [written.public_id]
