"""What search gets to read of a question, and the bank for load tests."""

from __future__ import annotations

import pytest

from config.demo import DemoSize
from questionbank.items.demo_bulk import grow_questions
from questionbank.items.models import AnswerKey, Question
from questionbank.items.reading import typed_question
from questionbank.items.signals import question_changed
from questionbank.items.wording import fold, normal_formula, search_text
from questionbank.types.grading import mark_answer
from repository.organisations.demo import seed_organisations
from tests.factories.questions import question, save


def test_search_reads_words_and_formulas_and_never_the_key(cast):
    row = question(
        cast.teacher_a,
        "short_answer",
        body={"stem": "<p>Tính $\\dfrac{1}{2} + \\left( x \\right)$ rồi ghi kết quả</p>", "input": "number"},
        key={"accepted": ["31415"], "solution": "Lời giải bí mật"},
    )
    text = search_text(row.draft)
    assert "\\frac12+(x)" in text
    assert "ghi kết quả" in text
    assert "31415" not in text
    assert "bí mật" not in text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"\frac{1}{2}", r"\dfrac 1 2"),
        (r"x^{2} + y", r"x^2+y"),
        (r"\left(a\right)", "(a)"),
        ("2,5", "2{,}5"),
    ],
)
def test_formulas_that_look_the_same_are_found_as_one(one, other):
    assert normal_formula(one) == normal_formula(other)


def test_folding_keeps_signs_and_drops_accents():
    assert fold("  Đường  thẳng (d): \\frac{1}{2} ") == "duong thang (d): \\frac{1}{2}"


def test_every_change_is_announced_inside_its_transaction(cast):
    heard = []

    def listen(sender, public_ids, **_more):
        heard.extend(public_ids)

    question_changed.connect(listen)
    try:
        row = question(cast.teacher_a)
        before = Question.objects.get(pk=row.pk).change_number
        save(cast.teacher_a, row, key={"answer": "o1"})
    finally:
        question_changed.disconnect(listen)
    assert set(heard) == {row.public_id}
    assert Question.objects.get(pk=row.pk).change_number == before + 1


@pytest.mark.slow
def test_a_large_bank_is_made_of_questions_that_can_be_marked(db):
    seed_organisations(DemoSize(), lambda *_: None)
    grow_questions(200, lambda *_: None)
    grow_questions(240, lambda *_: None)
    assert Question.objects.count() == 240
    assert AnswerKey.objects.count() == 240
    for row in Question.objects.select_related("draft__question")[:20]:
        typed = typed_question(row.draft, row.draft.keys.get())
        assert mark_answer(typed, None).points == 0
    texts = set(Question.objects.values_list("draft__text_hash", flat=True))
    assert len(texts) == 240
