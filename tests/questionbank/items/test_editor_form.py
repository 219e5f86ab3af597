"""The editor as a plain form: every type is written, its rows added, removed and moved, without any script."""

from __future__ import annotations

import pytest
from django.urls import reverse

from questionbank.items.authoring.registry import WIDGETS
from questionbank.items.models import Question
from questionbank.items.reading import draft_input, key_in_force
from questionbank.types.base import AuthoringField
from questionbank.types.registry import QUESTION_TYPES
from tests.factories.questions import fresh, question
from tests.questionbank.items.editor_form import EditorForm


@pytest.fixture
def new(teacher, cast):
    """Starts a question of a type by the page."""

    def start(type_key: str) -> EditorForm:
        answer = teacher.post(reverse("create_question"), {"type": type_key})
        made = Question.objects.filter(author=cast.teacher_a).latest("pk")
        assert answer.status_code == 302
        assert answer.url == reverse("edit_question", args=[made.public_id])
        return EditorForm(teacher, made)

    return start


def test_every_type_can_be_chosen(teacher):
    page = teacher.get(reverse("create_question")).content.decode()
    assert all(f'value="{key}"' in page for key in QUESTION_TYPES.keys())


def test_one_of_four_is_written_and_saved(new):
    form = new("multiple_choice")
    form.fill(
        body__stem="Tính $\\frac{1}{2}$ < 1?",
        body__options__o1__text="một",
        body__options__o2__text="hai",
        body__options__o3__text="ba",
        body__options__o4__text="bốn",
        key__answer="o2",
        key__solution="vì $x$",
    )
    assert form.press("save").url == form.url
    row = fresh(form.question)
    assert row.draft.is_ready
    assert row.draft.body["stem"]["source"] == "Tính $\\frac{1}{2}$ < 1?"
    assert "<math" in row.draft.body["stem"]["html"]
    assert key_in_force(row.draft).key["answer"] == "o2"


def test_rows_are_added_moved_and_removed(new):
    form = new("multiple_choice").fill(body__options__o1__text="một", key__answer="o1")
    form.press("add:body.options")
    form.read()
    assert form.values["body.options"] == ["o1", "o2", "o3", "o4", "o5"]
    form.press("down:body.options:o1")
    form.read()
    assert form.values["body.options"][:2] == ["o2", "o1"]
    form.press("drop:body.options:o3")
    form.read()
    assert form.values["body.options"] == ["o2", "o1", "o4", "o5"]
    assert form.values["body.options.o1.text"] == "một"
    assert form.values["key.answer"] == "o1"


def test_lines_of_the_plain_field_become_paragraphs(new):
    form = new("multiple_choice").fill(body__stem="dòng một\r\ndòng hai")
    form.press("save")
    assert draft_input(fresh(form.question)).body["stem"] == "<p>dòng một</p><p>dòng hai</p>"


def test_a_true_false_cluster_is_written(new):
    form = new("true_false_group").fill(body__stem="Cho hàm số")
    for row, mark in (("s1", "true"), ("s2", "false"), ("s3", "true"), ("s4", "false")):
        form.fill(**{f"body.statements.{row}.text": f"ý {row}", f"key.answers.{row}": mark})
    form.press("save")
    row = fresh(form.question)
    assert row.draft.is_ready
    assert key_in_force(row.draft).key["answers"] == {"s1": True, "s2": False, "s3": True, "s4": False}


def test_a_short_answer_with_tolerance_and_unit_is_written(new):
    form = new("short_answer").fill(
        body__stem="Đo chiều dài",
        body__input="number",
        key__accepted__r1__value="2,7",
        key__accepted__r1__compare="absolute",
        key__accepted__r1__tolerance="0,1",
        key__unit__mode="required",
        key__unit__spellings="cm, xăng-ti-mét",
        key__unit__conversions="m = 100",
    )
    form.press("save")
    key = key_in_force(fresh(form.question).draft).key
    assert key["accepted"] == [
        {
            "kind": "number",
            "value": "2,7",
            "fraction": "1",
            "decimal": "2.7",
            "compare": "absolute",
            "tolerance": "0.1",
        }
    ]
    assert key["unit"]["spellings"] == ["cm", "xăng-ti-mét"]
    assert key["unit"]["conversions"] == [{"spellings": ["m"], "factor": "100"}]
    form.read()
    assert form.values["key.unit.conversions"] == "m = 100"
    assert form.values["key.accepted.r1.tolerance"] == "0,1"


def test_changing_a_number_forgets_how_the_old_one_was_read(new):
    form = new("short_answer").fill(body__stem="Tính", key__accepted__r1__value="2,7")
    form.press("save")
    form.read()
    form.fill(key__accepted__r1__value="3,5").press("save")
    assert key_in_force(fresh(form.question).draft).key["accepted"][0]["decimal"] == "3.5"


@pytest.mark.parametrize("type_key", QUESTION_TYPES.keys())
def test_opening_and_saving_changes_nothing(teacher, cast, type_key):
    row = question(cast.teacher_a, type_key)
    before = draft_input(fresh(row))
    form = EditorForm(teacher, row)
    form.press("save")
    assert draft_input(fresh(row)) == before


@pytest.mark.parametrize(
    ("type_key", "example"),
    [(kind.key, example) for kind in QUESTION_TYPES for example in kind.examples()],
    ids=lambda value: getattr(value, "name", value),
)
def test_no_example_of_a_type_loses_anything_in_the_editor(teacher, cast, type_key, example):
    row = question(cast.teacher_a, type_key, body=example.body, key=example.key)
    before = draft_input(fresh(row))
    EditorForm(teacher, row).press("save")
    assert draft_input(fresh(row)) == before


def test_weights_of_an_import_stay_until_another_option_is_chosen(teacher, cast):
    weights = {"weights": {"o2": "1", "o3": "0.5"}}
    row = question(cast.teacher_a, key=weights)
    form = EditorForm(teacher, row)
    form.fill(body__stem="khác").press("save")
    assert key_in_force(fresh(row).draft).key["weights"] == {"o2": "1", "o3": "0.5"}
    form.read()
    form.fill(key__answer="o1").press("save")
    assert key_in_force(fresh(row).draft).key["answer"] == "o1"


def test_the_next_question_begins_where_the_last_one_belongs(new, teacher, cast):
    question(cast.teacher_a)
    made = fresh(new("short_answer").question)
    assert (made.subject.code, made.grade.code, made.level) == ("TOAN", "6", "")


def test_another_of_the_same_type_after_saving_this_one(new, cast):
    form = new("true_false_group").fill(body__stem="Câu thứ nhất")
    answer = form.press("another")
    made = Question.objects.filter(author=cast.teacher_a).latest("pk")
    assert answer.url == reverse("edit_question", args=[made.public_id])
    assert made.type_key == "true_false_group"
    assert draft_input(fresh(form.question)).body["stem"] == "Câu thứ nhất"


def test_handing_in_too_early_marks_every_gap_and_keeps_what_is_there(new):
    form = new("multiple_choice").fill(body__stem="Câu dẫn")
    answer = form.press("offer")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("field__error") >= 4
    assert "Câu dẫn" in page


def test_a_complete_question_goes_on_to_the_schools_bank(teacher, cast):
    row = question(cast.teacher_a)
    assert EditorForm(teacher, row).press("offer").url == reverse("offer_question", args=[row.public_id])


def test_every_kind_that_a_type_names_has_a_widget():
    kinds = {spec.kind for kind in QUESTION_TYPES for spec in kind.authoring_fields}
    assert kinds <= set(WIDGETS.keys())


def test_a_field_of_an_unknown_kind_is_edited_as_json(monkeypatch, cast, teacher):
    kind = QUESTION_TYPES["short_answer"]
    fields = (
        AuthoringField("body.stem", "rich", "Câu"),
        AuthoringField("key.accepted", "slider_of_tomorrow", "Đáp án"),
    )
    monkeypatch.setattr(type(kind), "authoring_fields", fields)
    row = question(cast.teacher_a, "short_answer")
    form = EditorForm(teacher, row)
    form.fill(key__accepted='["3,5", "3,6"]').press("save")
    values = [one["value"] for one in key_in_force(fresh(row).draft).key["accepted"]]
    assert values == ["3,5", "3,6"]
    form.fill(edit_number=fresh(row).edit_number, key__accepted="[chưa xong").press("save")
    assert draft_input(fresh(row)).key["accepted"] == "[chưa xong"


def test_a_flag_is_true_false_or_not_chosen_yet(monkeypatch, cast, teacher):
    kind = QUESTION_TYPES["short_answer"]
    monkeypatch.setattr(
        type(kind), "authoring_fields", (AuthoringField("key.answer", "flag", "Đúng hay sai"),)
    )
    row = question(cast.teacher_a, "short_answer")
    form = EditorForm(teacher, row)
    assert "key.answer" not in form.values
    form.fill(key__answer="false").press("save")
    assert draft_input(fresh(row)).key["answer"] is False
