"""Cleaning, folding and splitting of Vietnamese text keep the promises that search rests on."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.backends.text import (
    VIETNAMESE_LETTERS,
    clean,
    fold,
    folded_syllables,
    shingles,
    spans,
    syllables,
)

VIETNAMESE = st.text(alphabet=VIETNAMESE_LETTERS + VIETNAMESE_LETTERS.upper() + "abcdyghiklmnt 0123.,-")


def test_all_134_accented_letters_fold_to_a_base_letter():
    letters = VIETNAMESE_LETTERS + VIETNAMESE_LETTERS.upper()
    assert len(set(letters)) == 134
    assert set(fold(letters)) <= set("aeiouyd")


@given(st.text())
@example("İ")
@example("ß ﬁ ŉ ǰ")
def test_fold_keeps_the_length(text):
    assert len(fold(text)) == len(text)


@given(st.text())
def test_fold_and_clean_are_idempotent(text):
    assert fold(fold(text)) == fold(text)
    assert clean(clean(text)) == clean(text)


@given(VIETNAMESE)
def test_decomposed_text_folds_like_composed(text):
    assert fold(clean(unicodedata.normalize("NFD", text))) == fold(clean(unicodedata.normalize("NFC", text)))
    assert clean(unicodedata.normalize("NFD", text)) == clean(text)


@given(VIETNAMESE)
def test_folding_then_splitting_is_splitting_then_folding(text):
    assert folded_syllables(text) == [fold(token) for token in syllables(text)]
    assert [span.folded for span in spans(text)] == folded_syllables(text)


@given(st.text())
def test_tokens_are_stable_when_joined_by_spaces(text):
    tokens = folded_syllables(clean(text))
    assert folded_syllables(" ".join(tokens)) == tokens
    assert " ".join(tokens).split() == tokens


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("Toa\u0301n", "Toán"),
        ("e\u0302\u0323", "ệ"),
        ("e\u0323\u0302", "ệ"),
        ("phân\u200b số", "phân số"),
        ("giáo\u00ad dục", "giáo dục"),
        ("\u202eđảo\u202c", "đảo"),
        ("lớp\u00a0\u20036\n\tToán", "lớp 6 Toán"),
        ("x\u0338y", "xy"),
        ("a\x00b", "ab"),
    ],
)
def test_clean(raw, cleaned):
    assert clean(raw) == cleaned


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Vật lý", "vat li"),
        ("Vật lí", "vat li"),
        ("Mỹ thuật", "mi thuat"),
        ("kỹ", "ki"),
        ("quy tắc", "quy tac"),
        ("tay ngày thủy khuya", "tay ngay thuy khuya"),
        ("y tế", "y te"),
        ("hoà hòa", "hoa hoa"),
        ("Ðiện Ɖiện Điện", "dien dien dien"),
        ("TOÁN LỚP 6", "toan lop 6"),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Mục 4.1.2: điểm 8,5.", ["mục", "4.1.2", "điểm", "8,5"]),
        ("lớp 6A, bài_1.pdf", ["lớp", "6a", "bài", "1", "pdf"]),
        ("19/5/1975 – H2O", ["19", "5", "1975", "h2o"]),
        ("1.000.000 đồng", ["1.000.000", "đồng"]),
        ("Toán,Văn", ["toán", "văn"]),
        ("", []),
    ],
)
def test_splitter(text, tokens):
    assert syllables(text) == tokens


def test_shingles_join_neighbours():
    assert shingles(["toan", "lop", "6"]) == ["toan_lop", "lop_6"]
    assert shingles(["toan"]) == []
