"""Answers in words: ids become the question's own texts, what a pupil typed is escaped."""

from __future__ import annotations

from questionbank.results.wording import words_of
from questionbank.types.base import Prepared
from questionbank.types.grading import question_type_of

CHOICE = Prepared(
    "multiple_choice", "<p>?</p>", {"options": ("o1", "o2")}, {"options": {"o1": "<b>một</b>", "o2": "hai"}}
)
CLUSTER = Prepared(
    "true_false_group", "", {"statements": ("s1", "s2")}, {"statements": {"s1": "ý a", "s2": "ý b"}}
)
SHORT = Prepared("short_answer", "", {}, {"input": "text", "suffix": ""})


def said(prepared, value):
    return question_type_of(prepared.type).say(prepared, value)


def test_an_option_is_shown_by_its_text():
    assert words_of(CHOICE, "o1") == "<b>một</b>"
    assert words_of(CHOICE, ["o1", "o2"]) == "<b>một</b>, hai"
    assert hasattr(words_of(CHOICE, ["o1", "o2"]), "__html__")


def test_statements_carry_their_texts():
    pieces = said(CLUSTER, {"s2": False, "s1": True})
    assert [(piece.part, piece.label) for piece in pieces] == [("s1", "ý a"), ("s2", "ý b")]
    assert words_of(CLUSTER, {"s1": True}).startswith("ý a: ")


def test_no_answer_has_no_words():
    assert said(CHOICE, None) == said(SHORT, "") == ()
    assert words_of(CHOICE, None) == ""


def test_what_a_pupil_typed_is_only_text():
    assert words_of(SHORT, "<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;"
    assert words_of(CLUSTER, {"s1": "<i>"}).endswith("&lt;i&gt;")
    assert "&lt;" in words_of(CHOICE, {"<b>": "<u>"}) and "<u>" not in words_of(CHOICE, {"<b>": "<u>"})


def test_pictures_get_their_address():
    prepared = Prepared(
        "multiple_choice", "", {"options": ("o1",)}, {"options": {"o1": '<img data-picture="k7" alt="Hình">'}}
    )
    assert 'src="data:image/webp;base64,AA"' in words_of(prepared, "o1", {"k7": "data:image/webp;base64,AA"})
    assert "src=" not in words_of(prepared, "o1", {})
