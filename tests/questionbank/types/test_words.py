"""Words: tone placement and i/y are one spelling, accents and vowels are not, likeness is never right."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank.types.answers.words import Comparison, fold, is_near, same_words

USUAL = Comparison()
STRICT = Comparison("strict")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("khoẻ", "khỏe"),
        ("thuý", "thúy"),
        ("lí", "lý"),
        ("kĩ", "kỹ"),
        ("mĩ", "mỹ"),
        ("tỉ", "tỷ"),
        ("quí", "quý"),
        ("ý", "í"),
        ("vật lí", "Vật  Lý."),
        ("'hòa'", "’hoà‘"),
        ("Tây – Đông", "tây - đông"),
        ("ĐƯỜNG", "đường"),
        (unicodedata.normalize("NFD", "đường"), "đường"),
    ],
)
def test_one_spelling(one, other):
    assert same_words(one, other, USUAL)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tai", "tay"),
        ("mái", "máy"),
        ("thúi", "thúy"),
        ("ma", "má"),
        ("đa", "da"),
        ("hòa", "hóa"),
        ("hoa", "hòa"),
        ("ăn", "ân"),
        ("tâi", "tây"),
    ],
)
def test_different_words(one, other):
    assert not same_words(one, other, USUAL)


def test_strict_has_no_tolerance_but_for_spaces_and_marks_at_the_ends():
    assert not same_words("hoà", "hòa", STRICT)
    assert not same_words("lí", "lý", STRICT)
    assert not same_words("Hòa", "hòa", STRICT)
    assert same_words(" hòa  bình! ", "hòa bình", STRICT)


def test_other_languages_keep_their_y():
    assert not same_words("by", "bi", Comparison("plain"))
    assert same_words("By", "by", Comparison("plain"))


def test_accents_are_dropped_only_on_request():
    assert same_words("duong", "Đường", Comparison(ignore_accents=True))
    assert not same_words("duong", "Đường", USUAL)


@given(st.text(max_size=60))
def test_folding_never_raises_and_is_stable(text):
    for how in (USUAL, STRICT, Comparison("plain"), Comparison(ignore_accents=True)):
        assert fold(text, how) == fold(text, how)
    assert same_words(text, text, USUAL)


def test_near_misses_are_one_letter_away():
    assert is_near("quang hop", "quang hợp")
    assert is_near("quang hợ", "quang hợp")
    assert is_near("quangg hợp", "quang hợp")
    assert not is_near("quang hợp", "quang hợp")
    assert not is_near("quan hop", "quang hợp")
    assert not is_near("a", "b")


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_near_is_symmetric(one, other):
    assert is_near(one, other) == is_near(other, one)
