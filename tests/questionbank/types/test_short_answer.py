"""Short answers: comparisons, units, flags for the teacher, keys that ask back, cells of the answer sheet."""

from __future__ import annotations

from decimal import Decimal

import pytest

from questionbank.types.base import InvalidBody
from questionbank.types.grading import mark_answer, read_question
from questionbank.types.registry import QUESTION_TYPES

KIND = QUESTION_TYPES["short_answer"]


def question(*accepted, input="number", unit=None):
    key = {"accepted": list(accepted)} | ({"unit": unit} if unit else {})
    return read_question({"type": "short_answer", "body": {"stem": "x", "input": input}, "key": key})


def fraction(asked, text):
    return mark_answer(asked, text).outcome.fraction


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        ({"value": "2,7"}, ["2,70", "2.7", "02,7"], ["2,71", "27"]),
        ({"value": "3,14", "compare": "absolute", "tolerance": "0,01"}, ["3,13", "3,15"], ["3,151", "3,129"]),
        ({"value": "200", "compare": "relative", "tolerance": 5}, ["190", "210"], ["189", "211"]),
        ({"value": "-200", "compare": "relative", "tolerance": 5}, ["-190", "-210"], ["-211", "200"]),
        ({"value": "2,675", "compare": "rounded", "places": 2}, ["2,68", "2,6754"], ["2,67", "2,7"]),
        ({"value": "2,70", "compare": "digits"}, ["2,70", "2.70"], ["2,7", "2,700"]),
        ({"value": "3", "compare": "digits"}, ["3"], ["3,0"]),
        ({"value": "0,5", "forms": ["fraction", "percent"]}, ["1/2", "50%", "0,5", "2/4"], ["1/3", "5e-1"]),
        ({"value": "1/3", "forms": ["fraction"]}, ["1/3", "2/6"], ["0,3333333"]),
        ({"value": "1200", "forms": ["scientific"]}, ["1,2.10^3", "1,2e3", "1.200"], ["1,2.10^4"]),
        ({"value": 2.5}, ["2,5"], ["25"]),
    ],
)
def test_comparisons(key, right, wrong):
    asked = question(key)
    assert [fraction(asked, text) for text in right] == [1] * len(right)
    assert [fraction(asked, text) for text in wrong] == [0] * len(wrong)


@pytest.mark.parametrize("value", ["1,234", "1234"])
def test_an_ambiguous_number_is_right_in_either_reading_and_flagged(value):
    mark = mark_answer(question(value), "1.234")
    assert mark.outcome.fraction == 1
    assert mark.outcome.flags == ("ambiguous_number",)
    assert mark_answer(question("5"), "1.234").outcome.flags == ("ambiguous_number",)
    assert mark_answer(question(value), value).outcome.flags == ()


def test_an_ambiguous_key_asks_its_author():
    with pytest.raises(InvalidBody) as refused:
        question("1.234")
    (problem,) = refused.value.problems
    assert "1,234" in problem and "1234" in problem
    assert problem.path == "accepted.0.value"


def test_the_author_chooses_a_reading():
    asked = question({"value": "1.234", "decimal": "1234"})
    assert fraction(asked, "1234") == 1
    assert fraction(asked, "1,234") == 0
    with pytest.raises(InvalidBody):
        question({"value": "1.234", "decimal": "7"})


@pytest.mark.parametrize(
    "key",
    [
        "abc",
        "",
        {"value": "2", "fraction": "-0.5"},
        {"value": "2", "fraction": 1.5},
        {"value": "2", "fraction": "0.5"},
        {"value": "2", "compare": "about"},
        {"value": "2", "forms": ["roman"]},
        {"value": "2", "tolerence": 1},
        {"value": "1/2"},
        {"value": "...", "kind": "text"},
        {"value": "2", "fraction": float("nan")},
    ],
)
def test_keys_that_are_none(key):
    with pytest.raises(InvalidBody) as refused:
        question(key)
    assert all(problem.path.startswith("accepted") for problem in refused.value.problems)


def test_the_first_of_the_highest_counts():
    asked = question({"value": "5", "fraction": "0.5"}, "5", {"kind": "any", "value": "", "fraction": "0.1"})
    assert fraction(asked, "5") == 1
    assert fraction(asked, "6") == Decimal("0.1")
    assert KIND.guess(asked.body, asked.key, asked.rule) == Decimal("0.1")


REQUIRED = {
    "mode": "required",
    "spellings": ["cm", "xăng-ti-mét"],
    "conversions": [{"spellings": ["m"], "factor": 100}],
}


@pytest.mark.parametrize(
    ("mode", "text", "earned"),
    [
        ("required", "150 cm", "1"),
        ("required", "150 xăng-ti-mét", "1"),
        ("required", "1,5 m", "1"),
        ("required", "150", "0.5"),
        ("required", "150 kg", "0.5"),
        ("required", "150 m", "0"),
        ("required", "15 cm", "0"),
        ("optional", "150", "1"),
        ("optional", "150cm", "1"),
        ("optional", "150 kg", "0"),
        ("forbidden", "150", "1"),
        ("forbidden", "150 cm", "0"),
    ],
)
def test_units(mode, text, earned):
    assert fraction(question("150", unit={**REQUIRED, "mode": mode}), text) == Decimal(earned)


def test_a_number_with_words_behind_is_shown_to_the_teacher():
    assert mark_answer(question("150"), "150 quả").outcome.flags == ("extra_text",)


def test_a_near_miss_is_wrong_and_shown_to_the_teacher():
    mark = mark_answer(question("quang hợp", input="text"), "quang hop")
    assert mark.outcome.fraction == 0
    assert mark.outcome.flags == ("near_miss",)
    assert mark_answer(question("quang hợp", input="text"), "hô hấp").outcome.flags == ()


@pytest.mark.parametrize(
    ("key", "fits"),
    [
        ("-2,5", True),
        ("12,5", True),
        ("-12,5", False),
        ("12345", False),
        ("0,125", False),
        ({"value": "0,125", "compare": "absolute", "tolerance": "0.01"}, True),
        ({"value": "0,12345", "compare": "rounded", "places": 2}, True),
        ({"value": "2,700", "compare": "digits"}, False),
        ({"value": "1/3", "forms": ["fraction"]}, False),
    ],
)
def test_what_fits_into_four_cells_of_an_answer_sheet(key, fits):
    asked = question(key)
    codes = [finding.code for finding in KIND.findings(asked.body, asked.key)]
    assert codes == ([] if fits else ["paper_cells"])


def test_words_need_no_cells():
    asked = question("quang hợp", input="text")
    assert KIND.findings(asked.body, asked.key) == ()


def test_a_megabyte_is_refused_and_an_answer_of_half_characters_too():
    asked = question("5")
    assert mark_answer(asked, "5" * 1_000_000).invalid == "too_long"
    assert mark_answer(asked, "\ud83d").invalid == "unreadable"
    assert mark_answer(asked, "5\x00").invalid == "unreadable"
    assert mark_answer(asked, 5).invalid == "wrong_shape"
    assert not mark_answer(asked, "   ").is_answered
