"""The pages of a quiz: list, composer, picker, preview, publishing, sharing; who opens which."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.cast import client_of
from tests.factories.quizzes import draft_quiz, published_quiz

OWN = ("compose_quiz", "choose_questions", "publish_quiz", "preview_quiz", "preview_quiz_content")


@pytest.mark.parametrize("name", OWN)
def test_author_opens_draft_pages_and_nobody_else(cast, name):
    quiz = draft_quiz(cast.teacher_a, [cast.class_a])
    url = reverse(name, args=[quiz.public_id])
    assert client_of(cast.teacher_a).get(url).status_code == 200
    for other in (cast.colleague_a, cast.principal_a, cast.teacher_b):
        assert client_of(other).get(url).status_code == 404
    assert client_of(cast.pupil_a).get(url).status_code == 403


def test_share_page(cast):
    quiz = published_quiz(cast.teacher_a, [cast.class_a])
    url = reverse("share_quiz", args=[quiz.public_id])
    page = client_of(cast.teacher_a).get(url).content.decode()
    assert quiz.join_code[:4] in page
    assert client_of(cast.teacher_a).get(reverse("quiz_sheet", args=[quiz.public_id])).status_code == 200


def test_list(cast):
    draft_quiz(cast.teacher_a)
    published_quiz(cast.teacher_a, [cast.class_a])
    page = client_of(cast.teacher_a).get(reverse("quizzes"))
    assert page.status_code == 200
