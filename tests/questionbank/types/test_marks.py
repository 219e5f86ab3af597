"""Marks: exact inside, rounded once; the rules of the true/false cluster; guessing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank.types.base import FormContext, InvalidBody, Rule
from questionbank.types.grading import as_number, mark_answer, read_question
from questionbank.types.marks import as_ratio, exact, points_for, total_points
from questionbank.types.registry import QUESTION_TYPES

CLUSTER = QUESTION_TYPES["true_false_group"]
CHOICE = QUESTION_TYPES["multiple_choice"]


def cluster(count=4, rule=None, points=1):
    ids = [f"s{number}" for number in range(1, count + 1)]
    body = {"stem": "x", "statements": [{"id": one, "text": one} for one in ids]}
    key = {"answers": {one: number % 2 == 0 for number, one in enumerate(ids)}}
    data = {"type": "true_false_group", "body": body, "key": key, "points": points}
    return read_question(data | ({"rule": rule} if rule else {}))


def marked(question, right):
    """The answer with the first `right` statements right."""
    answers = question.key.answers.items()
    return {one: answer if number < right else not answer for number, (one, answer) in enumerate(answers)}


@pytest.mark.parametrize(
    ("rule", "fractions"),
    [
        ("steps_2025", ["0", "0.1", "0.25", "0.5", "1"]),
        ("linear", ["0", "0.25", "0.5", "0.75", "1"]),
        ("all_or_nothing", ["0", "0", "0", "0", "1"]),
        ({"key": "table", "table": [0, 0, "0,1", 0.3, 1]}, ["0", "0", "0.1", "0.3", "1"]),
    ],
)
def test_the_cluster_by_the_number_of_right_statements(rule, fractions):
    question = cluster(rule=rule)
    earned = [mark_answer(question, marked(question, right)).outcome.fraction for right in range(5)]
    assert earned == [Decimal(fraction) for fraction in fractions]


@pytest.mark.parametrize(
    ("rule", "guess"), [("steps_2025", "0.30625"), ("linear", "0.5"), ("all_or_nothing", "0.0625")]
)
def test_guessing_is_the_mean_over_every_way_to_mark(rule, guess):
    question = cluster(rule=rule)
    ways = [dict(zip(question.key.answers, marks, strict=True)) for marks in product([True, False], repeat=4)]
    mean = sum(Fraction(mark_answer(question, way).outcome.fraction) for way in ways) / 16
    assert question.kind.guess(question.body, question.key, question.rule) == exact(mean) == Decimal(guess)


@pytest.mark.parametrize("count", [2, 3, 5, 8])
def test_the_steps_of_2025_need_four_statements(count):
    with pytest.raises(InvalidBody, match="2025"):
        cluster(count, "steps_2025")
    assert cluster(count).rule == Rule("linear")
    assert cluster(4).rule == Rule("steps_2025")


@pytest.mark.parametrize(
    "table",
    [
        None,
        [],
        [0, 1],
        [0, "0.5", "0.4", "0.6", 1],
        [0, 0, 0, 0, 0],
        ["0.1", 0.2, 0.3, 0.4, 1],
        [0, 0, 0, 0, 2],
        "0",
    ],
)
def test_tables_that_are_none(table):
    with pytest.raises(InvalidBody):
        cluster(rule={"key": "table", "table": table})


def test_a_doubly_marked_or_missing_statement_is_not_right():
    question = cluster(rule="linear")
    mark = mark_answer(question, marked(question, 4) | {"s1": "both", "s2": None})
    assert mark.outcome.fraction == Decimal("0.5")
    assert mark.outcome.flags == ("double_mark",)


def test_four_options_are_guessed_a_quarter_of_the_time():
    body = CHOICE.read_body({"stem": "x", "options": [{"id": f"o{n}", "text": str(n)} for n in range(4)]})
    key = CHOICE.read_key(body, {"answer": "o1"})
    assert CHOICE.guess(body, key, Rule("single")) == Decimal("0.25")


def test_a_total_is_rounded_once_and_half_up():
    tenth = Decimal("0.1")
    assert total_points([(Decimal("8.25"), Decimal(1))], step=tenth) == Decimal("8.3")
    assert total_points([(Decimal("0.25"), Decimal(1))] * 3, step=tenth) == Decimal("0.8")
    assert total_points([(Decimal("0.75"), exact(Fraction(1, 3)))], step=tenth) == Decimal("0.3")
    assert total_points([(Decimal(1), exact(Fraction(1, 3)))] * 3, step=Decimal(1)) == 1
    assert total_points([], step=tenth) == 0
    assert total_points([(Decimal("7.5"), Decimal(1))], step=Decimal("0.25")) == Decimal("7.50")
    with pytest.raises(ValueError, match="step"):
        total_points([], step=Decimal(0))


@given(st.integers(1, 2000), st.data())
def test_seven_places_keep_the_ratio(bottom, data):
    ratio = Fraction(data.draw(st.integers(0, bottom)), bottom)
    assert as_ratio(exact(ratio)) == ratio
    assert 0 <= exact(ratio) <= 1
    assert points_for(exact(ratio), Decimal(bottom)) == ratio.numerator * (bottom // ratio.denominator)


@given(st.lists(st.sampled_from([Decimal(n) / 40 for n in range(41)]), max_size=60))
def test_the_order_of_slots_never_changes_a_total(fractions):
    slots = [(Decimal("0.25"), fraction) for fraction in fractions]
    assert total_points(slots, step=Decimal("0.1")) == total_points(slots[::-1], step=Decimal("0.1"))


@given(
    st.integers(2, 8),
    st.dictionaries(
        st.sampled_from([f"s{n}" for n in range(1, 9)]), st.sampled_from([True, False, None, "both"])
    ),
)
def test_any_marks_earn_between_nothing_and_everything(count, marks):
    for rule in ("linear", "all_or_nothing"):
        mark = mark_answer(cluster(count, rule), marks)
        assert 0 <= mark.outcome.fraction <= 1
        assert (mark.invalid is not None) == any(int(one[1:]) > count for one in marks)


ANY_JSON = st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=20)


@given(ANY_JSON | st.dictionaries(st.text(), st.text()))
def test_any_json_answer_is_marked_or_refused_by_every_type(raw):
    for kind in QUESTION_TYPES:
        example = next(iter(kind.examples()))
        question = read_question({"type": kind.key, "body": example.body, "key": example.key})
        mark = mark_answer(question, raw)
        assert 0 <= mark.outcome.fraction <= 1
        if mark.invalid or not mark.is_answered:
            assert mark.points == 0


def test_numbers_in_json_are_the_decimals_themselves():
    for number in range(0, 10_000_000, 997):
        fraction = Decimal(number).scaleb(-7)
        assert Decimal(repr(as_number(fraction))) == fraction


class TestShuffling:
    def order(self, texts, seed, item="", locked=()):
        options = [
            {"id": f"o{n}", "text": text, "locked": f"o{n}" in locked} for n, text in enumerate(texts, 1)
        ]
        body = CHOICE.read_body({"stem": "x", "options": options})
        return CHOICE.prepare(body, FormContext(seed=seed, shuffle=True, item=item)).order["options"]

    def test_forms_and_slots_differ_and_stay_the_same(self):
        assert self.order("wxyz", 1) == self.order("wxyz", 1)
        assert len({self.order("wxyz", seed) for seed in range(60)}) > 15
        assert len({self.order("wxyz", 1, item=f"q{n}") for n in range(60)}) > 15

    def test_every_option_comes_to_every_place_about_as_often(self):
        first = [self.order("wxyz", seed)[0] for seed in range(400)]
        assert all(60 < first.count(one) < 140 for one in set(first))

    def test_the_order_is_pinned_for_ever(self):
        assert self.order("wxyz", 7, item="q1") == ("o1", "o4", "o3", "o2")

    def test_what_speaks_of_all_options_keeps_its_place(self):
        for last in ("Tất cả các đáp án trên", "Không có đáp án nào", "All of the above"):
            assert {self.order(["1", "2", "3", last], seed)[3] for seed in range(20)} == {"o4"}
        assert {self.order(["1", "2", "3", "4"], seed, locked=("o2",))[1] for seed in range(20)} == {"o2"}

    def test_points_of_geometry_are_no_options(self):
        for text in ("Đường thẳng qua A và B", "AB", "B nằm giữa A và C", "tam giác ABC đều", "A"):
            assert len({self.order(["1", "2", "3", text], seed) for seed in range(20)}) > 5

    def test_two_equal_options_are_shown_to_the_author(self):
        options = [{"id": f"o{n}", "text": text} for n, text in enumerate(["$1$", "2", "$1$"])]
        body = CHOICE.read_body({"stem": "x", "options": options})
        (finding,) = CHOICE.findings(body, CHOICE.read_key(body, {"answer": "o0"}))
        assert (finding.code, finding.path) == ("same_options", "options.2")

    def test_what_names_other_options_keeps_the_whole_order(self):
        for last in (
            "Cả A và B",
            "A và C đúng",
            "Both A and B",
            "Cả A, B và C đều đúng",
            "Câu B sai",
            "A, B",
        ):
            assert {self.order(["1", "2", "3", last], seed) for seed in range(20)} == {
                ("o1", "o2", "o3", "o4")
            }


def test_a_question_is_worth_one_point_unless_it_says_so_and_a_thousand_at_most():
    data = {"type": "short_answer", "body": {"stem": "x", "input": "number"}, "key": {"accepted": ["2"]}}
    assert read_question(data).points == 1
    assert [read_question(data | {"points": points}).points for points in (0, 1000)] == [0, 1000]
    for points in (-1, 1001, "x"):
        with pytest.raises(InvalidBody):
            read_question(data | {"points": points})


def test_halves_are_rounded_away_from_zero_on_both_sides():
    assert [exact(Fraction(sign, 2 * 10**7)) for sign in (1, -1)] == [Decimal("1E-7"), Decimal("-1E-7")]
    assert [exact(Fraction(sign, 3)) for sign in (1, -1)] == [Decimal("0.3333333"), Decimal("-0.3333333")]
    assert total_points([(Decimal("-8.25"), Decimal(1))], step=Decimal("0.1")) == Decimal("-8.3")
