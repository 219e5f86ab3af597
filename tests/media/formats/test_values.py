"""Anchors, clean text, guesses: pure values."""

from __future__ import annotations

import unicodedata

import pytest

from media.formats.anchors import AnchorKind, chapter, format_anchor, moment, page, parse_anchor, slide
from media.formats.base import Inspection, Metadata, Section
from media.formats.guesses import Kind, guess, guess_grade, is_machine_title, title_from_name
from media.formats.text import clean_block, clean_line, is_clean


@pytest.mark.parametrize(
    "text", ["page=12", "slide=5", "t=95", "t=0", "ch=3", "ch=3/muc-2", "item=ITEM-1", "path=a/b.html"]
)
def test_an_anchor_is_read_back_as_written(text):
    assert format_anchor(parse_anchor(text)) == text
    assert parse_anchor(f"#{text}") == parse_anchor(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "page",
        "page=",
        "page=0",
        "page=-1",
        "page=1.5",
        "page=٣",
        "page=1/2",
        "foo=1",
        "t=1e9",
        "page=99999999",
        "=3",
    ],
)
def test_what_is_no_anchor_is_none(text):
    assert parse_anchor(text) is None


def test_anchors_are_made_by_name():
    assert (page(12), slide(5), chapter(3, "mục 2"), moment(95.7)) == (
        "page=12",
        "slide=5",
        "ch=3/m%E1%BB%A5c%202",
        "t=95",
    )
    assert parse_anchor(chapter(3, "mục 2")).name == "mục 2"
    assert parse_anchor("t=95").kind is AnchorKind.TIME


def test_text_is_made_harmless():
    dirty = unicodedata.normalize("NFD", "Toán") + "\u202e lớp\u200b\t 6\x00\r\n\r\n\r\n\r\nhết \ufeff"
    assert clean_block(dirty) == "Toán lớp 6\n\nhết"
    assert clean_line(dirty) == "Toán lớp 6 hết"
    assert is_clean(clean_block(dirty)) and not is_clean(dirty)


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("bai giang toan lop 6", 6),
        ("toan6 phan so", 6),
        ("khtn 7 bai 3", 7),
        ("l6 on tap", 6),
        ("lop 12 de thi", 12),
        ("khoi 9", 9),
        ("bai 24 phan so", 0),
        ("nam hoc 2025 2026", 0),
        ("lop 60", 0),
        ("html5 video", 0),
    ],
)
def test_the_grade_is_read_from_a_name(text, grade):
    assert guess_grade(text) == grade


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - toan6.docx",
        "PowerPoint Presentation",
        "Slide 1",
        "untitled",
        "",
        "Bai1.pptx",
        "Scan_20250101",
    ],
)
def test_titles_that_programmes_make_up_are_no_titles(title):
    assert is_machine_title(title)


@pytest.mark.parametrize("title", ["Phân số", "Bài 24. Phân số bằng nhau", "Unit 3: My friends"])
def test_titles_that_people_write_are_kept(title):
    assert not is_machine_title(title)


def test_a_name_becomes_a_title():
    assert title_from_name("bai_24-phan-so (1)") == "Bai 24 phan so"
    assert title_from_name("Ôn tập giữa kì final") == "Ôn tập giữa kì"


def test_guesses_go_by_content_before_the_name():
    inspection = Inspection(
        handler="pptx",
        metadata=Metadata(title="Phân số bằng nhau", slides=3),
        sections=[Section("slide=1", 1, "", "Bài giảng môn Toán lớp 6")],
    )
    found = guess("Toan7_final.pptx", inspection)
    assert (found.title, found.language, found.grade, found.kind) == (
        "Phân số bằng nhau",
        "vi",
        7,
        Kind.LECTURE,
    )
    assert "toan" in found.hints
    assert guess("bai-giang.pptx", inspection).grade == 6


def test_guesses_from_a_bare_name():
    found = guess("Phiếu bài tập Toán lớp 6.pdf", Inspection(handler="pdf"))
    assert (found.title, found.language, found.grade, found.kind) == (
        "Phiếu bài tập Toán lớp 6",
        "vi",
        6,
        Kind.WORKSHEET,
    )
    assert guess("PhanSo_Toan6.mp4", Inspection(handler="video")).grade == 6
    assert guess("x.mp4", Inspection(handler="video")).kind is Kind.VIDEO
