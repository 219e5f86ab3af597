"""The pages of a quiz: who opens which, what they hold, and how many queries they cost."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from questionbank.quizzes.models import Quiz
from tests.cast import as_viewer, client_of
from tests.factories.quizzes import SOLUTION_CANARY, draft_quiz, published_quiz, ready_question

COMPOSING = (
    "compose_quiz",
    "choose_questions",
    "publish_quiz",
    "preview_quiz",
    "preview_quiz_content",
    "quiz",
)
LOOKING = ("share_quiz", "preview_quiz", "preview_quiz_content", "quiz")


def status(person, name, quiz):
    return client_of(person).get(reverse(name, args=[quiz.public_id])).status_code


@pytest.mark.parametrize("name", COMPOSING)
def test_draft_is_open_to_its_author_only(cast, name):
    quiz = draft_quiz(cast.teacher_a, [cast.class_a])
    cast.class_a.teachers.add(cast.colleague_a)
    assert status(cast.teacher_a, name, quiz) in (200, 302)
    for other in (cast.colleague_a, cast.principal_a, cast.teacher_b, cast.inspector):
        assert status(other, name, quiz) == 404
    assert status(cast.pupil_a, name, quiz) == 403


@pytest.mark.parametrize("name", LOOKING)
def test_published_quiz_is_seen_by_teachers_of_the_class_and_leaders(cast, name):
    quiz = published_quiz(cast.teacher_a, [cast.class_a])
    assert status(cast.colleague_a, name, quiz) == 404
    cast.class_a.teachers.add(cast.colleague_a)
    for person in (cast.teacher_a, cast.colleague_a, cast.principal_a):
        assert status(person, name, quiz) in (200, 302)
    for other in (cast.teacher_b, cast.principal_b):
        assert status(other, name, quiz) == 404
    assert status(cast.pupil_a, name, quiz) == 403


def test_leaders_read_without_the_code(cast):
    quiz = published_quiz(cast.teacher_a, [cast.class_a])
    url = reverse("share_quiz", args=[quiz.public_id])
    assert quiz.join_code not in client_of(cast.principal_a).get(url).content.decode()
    assert quiz.join_code in client_of(cast.teacher_a).get(url).content.decode()
    assert status(cast.principal_a, "quiz_sheet", quiz) == 404


def test_sheet_holds_title_code_link_and_qr(cast):
    quiz = published_quiz(cast.teacher_a, [cast.class_a], title="Phân số <lớp 6>")
    page = client_of(cast.teacher_a).get(reverse("quiz_sheet", args=[quiz.public_id])).content.decode()
    code = quiz.join_code
    assert f"{code[:4]} {code[4:]}" in page and f"/t/vao/{code}/" in page and "<svg" in page
    assert "Phân số &lt;lớp 6&gt;" in page and "<lớp 6>" not in page


def test_preview_stores_nothing_and_tells_no_solution(cast):
    quiz = draft_quiz(cast.teacher_a, [cast.class_a])
    answer = client_of(cast.teacher_a).get(reverse("preview_quiz_content", args=[quiz.public_id]))
    package = answer.json()
    assert len(package["order"]) == 3 and SOLUTION_CANARY not in json.dumps(package, ensure_ascii=False)
    quiz.refresh_from_db()
    assert not quiz.paper.forms.exists() and quiz.paper.edit_number == 1
    assert answer["Cache-Control"] == "private, no-store"


def test_unfinished_quiz_is_previewed_as_far_as_it_goes(cast):
    quiz = draft_quiz(cast.teacher_a, questions=2)
    quiz.paper.parts.get().slots.first().question.draft.keys.all().delete()
    answer = client_of(cast.teacher_a).get(reverse("preview_quiz_content", args=[quiz.public_id]))
    assert len(answer.json()["order"]) == 1


def test_publishing_by_the_page(cast):
    quiz = draft_quiz(cast.teacher_a, [cast.class_a])
    client = client_of(cast.teacher_a)
    url = reverse("publish_quiz", args=[quiz.public_id])
    assert client.get(url).status_code == 200
    assert client.post(url).url == reverse("share_quiz", args=[quiz.public_id])
    assert client.post(url).status_code == 302 and Quiz.objects.get(pk=quiz.pk).paper.forms.count() == 1
    assert client.get(reverse("quiz", args=[quiz.public_id])).url.endswith("/chia-se/")


def test_publishing_page_lists_what_is_missing(cast):
    quiz = draft_quiz(cast.teacher_a, questions=0)
    client = client_of(cast.teacher_a)
    url = reverse("publish_quiz", args=[quiz.public_id])
    assert "notice--error" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert Quiz.objects.get(pk=quiz.pk).state == "draft"


def test_list_shows_own_and_taught_quizzes_by_state(cast):
    draft_quiz(cast.teacher_a, title="Bài nháp")
    published_quiz(cast.teacher_a, [cast.class_a], title="Bài đã giao")
    url = reverse("quizzes")
    page = client_of(cast.teacher_a).get(url).content.decode()
    assert "Bài nháp" in page and "Bài đã giao" in page
    for state, seen in (("draft", {"Bài nháp"}), ("open", {"Bài đã giao"}), ("closed", set()), ("x", None)):
        page = client_of(cast.teacher_a).get(url, {"trang-thai": state}).content.decode()
        expected = {"Bài nháp", "Bài đã giao"} if seen is None else seen
        assert {title for title in ("Bài nháp", "Bài đã giao") if title in page} == expected
    page = client_of(cast.principal_a).get(url).content.decode()
    assert "Bài nháp" not in page and "Bài đã giao" in page
    assert "Bài đã giao" not in client_of(cast.teacher_b).get(url).content.decode()


def test_long_lists_go_on_page_by_page_and_keep_their_filter(cast, monkeypatch):
    monkeypatch.setattr("questionbank.quizzes.listing.PAGE", 2)
    quiz = draft_quiz(cast.teacher_a, [cast.class_a])
    for number in (1, 2):
        draft_quiz(cast.teacher_a, [cast.class_a], title=f"Bài {number}", questions=0)
    lists = ((reverse("quizzes"), "draft"), (reverse("choose_questions", args=[quiz.public_id]), ""))
    for url, state in lists:
        client = client_of(cast.teacher_a)
        first = client.get(url, {"trang-thai": state, "phan": "1"}).context["page"]
        assert len(first.rows) == 2 and not first.previous_url and "phan=1" in first.next_url
        second = client.get(url + first.next_url).context["page"]
        assert len(second.rows) == 1 and not second.next_url
        again = client.get(url + second.previous_url).context["page"]
        assert again.rows == first.rows and again.is_filtered == bool(state)


def test_inspectors_compose_nothing(cast):
    assert client_of(cast.inspector).post(reverse("new_quiz")).status_code == 403
    assert Quiz.objects.count() == 0
    made = client_of(cast.teacher_a).post(reverse("new_quiz"), {"title": "Bài mới"})
    assert made.status_code == 302 and Quiz.objects.get().title == "Bài mới"


def queries_of(person, url):
    """The fewest of two visits: the frame asks some of its counts only every few seconds."""
    client, counts = client_of(person), []
    client.get(url)
    for _visit in range(2):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        counts.append(len(seen))
    return min(counts)


def test_pages_cost_the_same_number_of_queries_however_much_they_hold(cast):
    small, large = draft_quiz(cast.teacher_a, questions=2), draft_quiz(cast.teacher_a, questions=24)
    for name in ("compose_quiz", "publish_quiz", "choose_questions", "preview_quiz_content"):
        counts = [queries_of(cast.teacher_a, reverse(name, args=[one.public_id])) for one in (small, large)]
        assert counts[0] == counts[1], name
        assert counts[1] <= 22, (name, counts)
    before = queries_of(cast.teacher_a, reverse("quizzes"))
    for number in range(12):
        published_quiz(cast.teacher_a, [cast.class_a], questions=1, title=f"Bài {number}")
        ready_question(cast.teacher_a)
    assert queries_of(cast.teacher_a, reverse("quizzes")) == before
    assert before <= 15


def test_visible_and_given_quizzes_follow_the_class(cast):
    quiz = published_quiz(cast.teacher_a, [cast.class_a])
    assert quiz in Quiz.objects.visible_to(as_viewer(cast.pupil_a))
    assert quiz not in Quiz.objects.visible_to(as_viewer(cast.pupil_b))
    assert quiz not in Quiz.objects.editable_by(as_viewer(cast.colleague_a))
