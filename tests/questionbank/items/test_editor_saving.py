"""The saves of the script: what they answer, what they never lose, who is told of whom."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from config.jobs.runner import run_jobs
from questionbank.items.models import Question
from questionbank.items.reading import draft_input
from tests.cast import client_of
from tests.factories.questions import fresh, picture_file, question, sent_for_review
from tests.questionbank.items.editor_form import EditorForm


@pytest.fixture
def form(teacher, cast):
    return EditorForm(teacher, question(cast.teacher_a))


def test_a_save_answers_with_the_hour_the_number_and_both_drawings(form):
    answer = form.fill(body__stem="Tính $\\sqrt{2}$").autosave().json()
    assert ":" in answer["saved"]
    assert answer["edit_number"] == fresh(form.question).edit_number
    assert answer["problems"] == []
    assert answer["ready"] is True
    assert "<math" in answer["preview"]["paper"]
    assert answer["preview"]["component"] == "multiple-choice"
    assert "<msqrt" in answer["preview"]["properties"]["stem"]


def test_the_preview_never_holds_the_key(form):
    answer = form.fill(key__solution="lời giải bí mật").autosave()
    preview = answer.json()["preview"]
    assert "lời giải bí mật" not in str(preview)
    assert "weights" not in str(preview)


def test_what_does_not_fit_is_kept_and_said_at_its_place(form):
    answer = form.fill(body__options__o2__text="$\\frac{1}{2}", body__options__o3__text="").autosave()
    problems = {one["path"]: one["missing"] for one in answer.json()["problems"]}
    assert problems == {"body.options.1.text": False, "body.options.2.text": True}
    assert draft_input(fresh(form.question)).body["options"][1]["text"] == "$\\frac{1}{2}"


def test_a_question_half_written_is_drawn_as_far_as_it_goes(form):
    answer = form.fill(body__stem="Tính $x", body__options__o3__text="").autosave()
    paper = answer.json()["preview"]["paper"]
    assert "Tính $x" in paper
    assert "…" in paper


def test_two_windows_nothing_is_lost_and_the_second_is_told(teacher, form):
    other = EditorForm(teacher, form.question)
    form.fill(body__stem="Bản thứ nhất").autosave()
    answer = other.fill(body__stem="Bản thứ hai").autosave()
    assert answer.status_code == 409
    assert answer.json()["conflict"]
    assert draft_input(fresh(form.question)).body["stem"]["source"] == "Bản thứ nhất"
    page = other.press("save")
    assert page.status_code == 409
    assert "Bản thứ hai" in page.content.decode()


def test_both_texts_can_be_kept_pictures_included(teacher, cast, form):
    shown = teacher.post(
        reverse("add_question_picture", args=[form.question.public_id]), {"file": picture_file()}
    ).json()
    run_jobs()
    other = EditorForm(teacher, form.question)
    form.fill(body__stem="Bản thứ nhất").autosave()
    source = f'Bản thứ hai <img data-picture="{shown["id"]}" alt="hình vuông">'
    answer = other.fill(body__stem=source).press("copy")
    made = Question.objects.filter(author=cast.teacher_a).latest("pk")
    assert answer.url == reverse("edit_question", args=[made.public_id])
    assert made.pk != form.question.pk
    assert made.draft.is_ready
    assert "Bản thứ hai" in made.draft.plain_text
    assert fresh(form.question).draft.plain_text.startswith("Bản thứ nhất")


def test_a_copy_that_is_refused_leaves_nothing_and_keeps_the_text_on_the_page(form):
    before = Question.objects.count()
    answer = form.fill(body__stem="Bản thứ hai" + "x" * 400_000).press("copy")
    assert answer.status_code == 413
    assert "Bản thứ hai" in answer.content.decode()
    assert Question.objects.count() == before


def test_the_dependent_lists_come_with_the_answer(form):
    lists = form.fill(**{"cls-subject": "TOAN", "cls-grade": "6"}).autosave().json()["lists"]
    assert len(lists["cls-topic"]) > 1
    topic = lists["cls-topic"][1][0]
    lists = form.fill(**{"cls-topic": topic}).autosave().json()["lists"]
    assert fresh(form.question).topic.code == topic
    assert lists["cls-outcome"]


def test_a_topic_of_another_subject_falls_away(form):
    form.fill(**{"cls-subject": "TOAN", "cls-grade": "6"})
    topic = form.autosave().json()["lists"]["cls-topic"][1][0]
    form.fill(**{"cls-topic": topic}).autosave()
    form.fill(**{"cls-subject": "NGUVAN"}).autosave()
    assert fresh(form.question).topic is None


def test_what_was_sent_for_review_is_taken_back_by_a_change(teacher, cast):
    form = EditorForm(teacher, sent_for_review(cast.teacher_a, cast.school_a))
    form.fill(body__stem="Sửa lại").autosave()
    assert fresh(form.question).state == "draft"


def test_an_approved_question_keeps_its_approved_text(teacher, in_bank):
    EditorForm(teacher, in_bank).fill(body__stem="Bản mới").autosave()
    after = fresh(in_bank)
    assert after.published.plain_text != after.draft.plain_text


@pytest.mark.parametrize("part", ["teacher_b", "colleague_a", "librarian_a", "principal_a"])
@pytest.mark.parametrize(
    "name", ["edit_question", "save_question", "add_question_picture", "preview_question"]
)
def test_a_draft_is_nobody_elses(cast, form, part, name):
    method = "get" if name == "preview_question" else "post"
    answer = getattr(client_of(getattr(cast, part)), method)(reverse(name, args=[form.question.public_id]))
    assert answer.status_code == 404


def test_pupils_have_no_editor(cast, form):
    pupil = client_of(cast.pupil_a)
    assert pupil.get(form.url).status_code == 403
    assert pupil.post(reverse("create_question"), {"type": "short_answer"}).status_code == 403


def test_a_pasted_picture_gets_an_id_and_an_address(teacher, form):
    url = reverse("add_question_picture", args=[form.question.public_id])
    answer = teacher.post(url, {"file": picture_file()}).json()
    run_jobs()
    assert answer["url"] == reverse("question_picture", args=[form.question.public_id, answer["id"]])
    saved = form.fill(body__stem=f'Hình <img data-picture="{answer["id"]}" alt="vuông">').autosave().json()
    assert saved["problems"] == []
    assert saved["preview"]["pictures"] == {answer["id"]: answer["url"]}
    assert answer["url"] in saved["preview"]["paper"]


def test_what_is_no_picture_is_refused_in_words(teacher, form):
    url = reverse("add_question_picture", args=[form.question.public_id])
    answer = teacher.post(url, {"file": SimpleUploadedFile("hinh.png", b"<svg onload=alert(1)>")})
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert teacher.post(url, {}).status_code == 400


def test_a_picture_of_another_question_is_not_taken(teacher, cast, form):
    other = question(cast.teacher_a)
    shown = teacher.post(
        reverse("add_question_picture", args=[other.public_id]), {"file": picture_file()}
    ).json()
    problems = (
        form.fill(body__stem=f'<img data-picture="{shown["id"]}" alt="x">').autosave().json()["problems"]
    )
    assert [one["path"] for one in problems] == ["body.stem"]


def test_hostile_forms_do_no_harm(teacher, form):
    hostile = {
        "edit_number": "9" * 400,
        "body.options": ["o1", "../../x", "o1", *[f"o{n}" for n in range(500)]],
        "body.stem": "<img src=x onerror=alert(1)><script>alert(1)</script>",
        "key.answers.s1": "true",
        "cls-subject": "'; DROP TABLE",
    }
    assert teacher.post(form.save_url, hostile).status_code in {200, 409, 422}
    assert teacher.post(form.url, hostile | {"do": "drop:body.options:nothing:there"}).status_code in {
        302,
        409,
    }
    page = teacher.post(form.url, hostile | {"do": "add:__class__"}).content.decode()
    assert "<script>alert" not in page


def test_a_save_costs_few_statements(form, django_assert_max_num_queries):
    form.fill(body__stem="Lần đầu").autosave()
    with django_assert_max_num_queries(45):
        form.fill(body__stem="Lần hai").autosave()


def test_the_preview_page_shows_phone_and_paper(teacher, form):
    page = teacher.get(reverse("preview_question", args=[form.question.public_id])).content.decode()
    assert "hoc-question" in page
    assert "pa-options" in page
