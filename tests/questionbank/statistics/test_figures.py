"""Item and test figures against a worked table, and what must hold for any marks at all."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank.statistics.answers import Silence, draws, most_chosen_wrong, rivals_of_key, silences
from questionbank.statistics.items import figures_of_items
from questionbank.statistics.moments import correlation, covariance, median, variance
from questionbank.statistics.totals import distribution, figures_of_test

WORKED = [
    [1, 1, 1, 0.5],
    [1, 1, 0.5, 1],
    [1, 0, 0.5, 0.5],
    [1, 1, 0.25, 0],
    [0, 1, 0.25, 0.5],
    [0, 0, 0.1, 0],
]


def test_the_worked_table_of_items():
    found = figures_of_items(WORKED, [1, 1, 1, 1])
    assert [one.facility for one in found] == pytest.approx([66.666667, 66.666667, 43.333333, 41.666667])
    assert [one.discrimination for one in found] == pytest.approx([49.2296, 36.7658, 65.0347, 48.9628], 1e-5)
    assert [one.efficiency for one in found] == pytest.approx([61.2069, 42.7481, 74.1379, 56.0976], 1e-5)
    assert [one.with_total for one in found] == pytest.approx([76.8968, 69.2581, 78.3520, 69.8686], 1e-5)


def test_the_worked_table_as_a_whole():
    whole = figures_of_test(WORKED)
    assert whole.mean == pytest.approx(2.183333, 1e-6)
    assert whole.median == pytest.approx(2.125)
    assert whole.deviation == pytest.approx(1.267544, 1e-6)
    assert whole.skewness == pytest.approx(-0.672368, 1e-6)
    assert whole.kurtosis == pytest.approx(0.498205, 1e-5)
    assert whole.consistency == pytest.approx(68.879668, 1e-6)
    assert whole.error_ratio == pytest.approx(55.785600, 1e-6)
    assert whole.standard_error == pytest.approx(0.707107, 1e-5)


def test_figures_say_nothing_where_there_is_nothing_to_say():
    (alone,) = figures_of_items([[1]], [1])
    assert alone.facility == 100
    assert alone.discrimination is alone.efficiency is alone.deviation is None
    (worthless,) = figures_of_items([[0], [0]], [0])
    assert worthless.facility is None
    assert figures_of_items([], [1, 1])[0].facility is None
    empty = figures_of_test([])
    assert empty.mean is empty.median is empty.consistency is None
    assert not alone.is_certain


marks = st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0])
tables = st.integers(1, 6).flatmap(
    lambda width: st.lists(st.lists(marks, min_size=width, max_size=width), min_size=2, max_size=30)
)


@given(tables)
def test_every_figure_stays_within_its_scale(table):
    width = len(table[0])
    for one in figures_of_items(table, [1.0] * width):
        assert 0 <= one.facility <= 100
        assert one.discrimination is None or -100 <= one.discrimination <= 100
        assert one.with_total is None or -100 <= one.with_total <= 100
        assert one.efficiency is None or one.efficiency <= 100 + 1e-6
    whole = figures_of_test(table)
    assert whole.consistency is None or whole.consistency <= 100 + 1e-6


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_pupils_changes_nothing(table, random):
    shuffled = list(table)
    random.shuffle(shuffled)
    width = len(table[0])
    before, after = (figures_of_items(rows, [1.0] * width) for rows in (table, shuffled))
    for one, other in zip(before, after, strict=True):
        assert one.facility == pytest.approx(other.facility)
        assert (one.discrimination is None) == (other.discrimination is None)
        if one.discrimination is not None:
            assert one.discrimination == pytest.approx(other.discrimination, abs=1e-6)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20), st.floats(0.5, 100))
def test_correlation_knows_no_scale(values, scale):
    together = correlation(values, [scale * value for value in values])
    assert together is None or together == pytest.approx(1, abs=1e-6)
    assert covariance(values, values) == variance(values) >= 0
    assert min(values) <= median(values) <= max(values)


def test_lists_of_different_lengths_are_an_error():
    with pytest.raises(ValueError, match="length"):
        covariance([1, 2], [1])


scores = st.lists(st.decimals(0, 10, places=1), max_size=60)


@given(scores, st.integers(1, 20))
def test_everybody_stands_in_exactly_one_band(found, bands):
    counted = distribution(found, most=Decimal(10), bands=bands)
    assert len(counted) == bands
    assert sum(band.count for band in counted) == len(found)
    for low, high in pairwise(counted):
        assert low.high == high.low


def test_a_scale_must_be_greater_than_zero():
    with pytest.raises(ValueError, match="greater than zero"):
        distribution([], most=Decimal(0))


@given(st.lists(st.booleans(), max_size=40))
def test_after_the_last_answer_nothing_was_reached(answered):
    found = silences(answered)
    assert [one is None for one in found] == answered
    gone = [rank for rank, one in enumerate(found) if one is Silence.NOT_REACHED]
    assert gone == list(range(len(answered) - len(gone), len(answered)))


@given(st.lists(st.sampled_from("abcd"), max_size=40))
def test_the_most_chosen_wrong_answer_is_never_the_right_one(answers):
    found = most_chosen_wrong(answers, right={"a"}, total=len(answers))
    if found is None:
        assert set(answers) <= {"a"}
    else:
        assert found.answer != "a"
        assert found.count == max(answers.count(one) for one in "bcd")
    assert sum(draw.count for draw in draws(answers, total=40)) == len(answers)


def test_a_distractor_that_good_pupils_choose_puts_the_key_in_doubt():
    weak, strong = [("o1", 2.0)] * 4, [("o3", 8.0)] * 4
    assert rivals_of_key(weak + strong, right="o1") == ["o3"]
    assert rivals_of_key(weak + strong, right="o3") == []
    assert rivals_of_key(strong[:2], right="o1") == []
