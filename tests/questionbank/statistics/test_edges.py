"""Where a figure begins to say something, and the very numbers it says there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from questionbank.statistics.answers import Draw, Silence, rivals_of_key, silences
from questionbank.statistics.items import ItemFigures, figures_of_items
from questionbank.statistics.moments import kurtosis, skewness
from questionbank.statistics.totals import TestFigures, distribution, figures_of_test


def test_the_share_of_an_answer_is_rounded_and_of_nobody_it_is_nothing():
    assert [Draw("a", count, 3).percent for count in (0, 1, 2, 3)] == [0, 33, 67, 100]
    assert Draw("a", 0, 0).percent == 0


def test_silence_before_the_last_answer_is_another_than_after_it():
    omitted, unreached = Silence.OMITTED, Silence.NOT_REACHED
    assert silences([False, True, False]) == [omitted, None, unreached]
    assert silences([True, False, False]) == [None, unreached, unreached]
    assert silences([False, False]) == [unreached, unreached]


@pytest.mark.parametrize(
    ("of_key", "of_other", "rivals"),
    [
        ([1.0] * 3, [2.0] * 3, ["b"]),
        ([1.0] * 3, [2.0] * 2, []),
        ([1.0] * 10, [2.0] * 4, []),
        ([1.0] * 10, [2.0] * 5, ["b"]),
        ([1.0] * 12, [2.0] * 5, []),
        ([5.0] * 3, [4.0] * 4, []),
        ([2.0] * 3, [2.0] * 3, []),
        ([1.0] * 2, [2.0] * 3, []),
    ],
)
def test_a_rival_needs_three_choosers_and_half_of_the_keys_and_a_better_mean(of_key, of_other, rivals):
    choices = [("a", rest) for rest in of_key] + [("b", rest) for rest in of_other]
    assert rivals_of_key(choices, right="a") == rivals


def test_thirty_attempts_are_enough():
    for count in (29, 30):
        assert ItemFigures(count, *[None] * 5).is_certain is (count == 30)
        assert TestFigures(count, *[None] * 8).is_certain is (count == 30)


def test_a_question_of_two_points_is_told_in_percent_of_them():
    (one,) = figures_of_items([[0], [1], [2]], [2])
    assert (one.facility, one.deviation) == (50, 50)


def test_skewness_needs_three_values_and_kurtosis_four():
    assert skewness([0, 1]) is kurtosis([0, 0, 1]) is None
    assert skewness([0, 0, 1]) == pytest.approx(3**0.5)
    assert kurtosis([0, 0, 0, 1]) == pytest.approx(4)
    assert skewness([1, 1, 1]) is kurtosis([1, 1, 1, 1]) is None


def test_reliability_needs_three_attempts_at_two_questions():
    assert figures_of_test([[1, 2]]).consistency is None
    assert figures_of_test([[1, 1], [0, 0]]).consistency is None
    assert figures_of_test([[1], [0], [0]]).consistency is None
    assert figures_of_test([[1, 1], [1, 1], [1, 1]]).consistency is None
    three = figures_of_test([[0, 0], [1, 0], [1, 1]])
    assert (three.consistency, three.alpha) == (pytest.approx(200 / 3), pytest.approx(2 / 3))
    assert figures_of_test([[1, 2]]).alpha is None


def test_bands_count_from_their_lower_edge_and_the_last_one_takes_the_full_score():
    scores = [Decimal(text) for text in ("-1", "0", "0.9", "1", "5", "9.9", "10", "10.5")]
    bands = distribution(scores, most=Decimal(10))
    assert [band.count for band in bands] == [3, 1, 0, 0, 0, 1, 0, 0, 0, 3]
    assert [band.percent for band in bands] == [100, 33, 0, 0, 0, 33, 0, 0, 0, 100]
    assert (bands[0].low, bands[0].high, bands[9].low, bands[9].high) == (0, 1, 9, 10)
    assert [band.percent for band in distribution([Decimal(1)], most=Decimal(1), bands=2)] == [0, 100]
    with pytest.raises(ValueError, match="greater than zero"):
        distribution([], most=Decimal(1), bands=0)
