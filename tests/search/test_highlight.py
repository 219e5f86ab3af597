"""The highlighter marks accented text for unaccented queries, by offsets, in any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.queries.highlight import Piece, marks, pieces, snippet


def marked(text, query):
    return [text[mark.start : mark.end] for mark in marks(text, query)]


@pytest.mark.parametrize("query", ["phan so", "Phân số", "PHÂN SỐ", "so phan"])
def test_words_are_marked_whatever_their_accents(query):
    assert marked("Toán lớp 6: Phân số bằng nhau", query) == ["Phân", "số"]


def test_only_whole_syllables_are_marked():
    assert marked("toàn thể toan tính, toán", "toán") == ["toàn", "toan", "toán"]
    assert marked("toanly", "toan") == []


def test_no_query_no_marks():
    assert marks("Toán", "") == ()


def test_neighbours_are_shown_as_one_mark():
    text = "Bài phân số, số"
    assert list(pieces(text, marks(text, "phan so"))) == [
        Piece("Bài ", False),
        Piece("phân số", True),
        Piece(", ", False),
        Piece("số", True),
    ]


def test_the_window_has_the_words_next_to_each_other():
    text = "Số liệu đầu bài. " + "Không liên quan. " * 40 + "Rút gọn phân số tối giản. " + "Hết bài. " * 40
    found = snippet(text, "rut gon phan so")
    assert "Rút gọn phân số" in found.text
    assert found.before and found.after
    assert [found.text[m.start : m.end] for m in found.marks] == ["Rút", "gọn", "phân", "số"]


def test_without_a_match_the_beginning_is_shown():
    found = snippet("Mở đầu. " * 100, "khác")
    assert found.text.startswith("Mở đầu.")
    assert not found.before


@given(st.text(max_size=600), st.text(max_size=40), st.integers(20, 300))
def test_a_snippet_is_a_cut_of_the_text_and_marks_lie_inside(text, query, size):
    found = snippet(text, query, size)
    assert found.text in text
    assert len(found.text) <= max(size, 1)
    assert "".join(piece.text for piece in found.pieces) == found.text
    assert all(0 <= mark.start < mark.end <= len(found.text) for mark in found.marks)
