"""Anchors, clean text, titles: pure values."""

from __future__ import annotations

import unicodedata

import pytest

from media.formats.anchors import AnchorKind, chapter, format_anchor, moment, page, parse_anchor, slide
from media.formats.text import clean_block, clean_line, is_clean
from media.formats.titles import is_machine_title


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
