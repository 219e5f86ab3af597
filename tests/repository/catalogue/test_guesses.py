"""What the name and the content of a file propose for its description: pure values."""

from __future__ import annotations

import pytest

from media.formats.base import Inspection, Metadata, Section
from repository.catalogue.guesses import guess, guess_grade, title_from_name


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
    assert (found.title, found.language, found.grade, found.type_code) == (
        "Phân số bằng nhau",
        "vi",
        7,
        "e_lecture",
    )
    assert "toan" in found.hints
    assert guess("bai-giang.pptx", inspection).grade == 6


def test_guesses_from_a_bare_name():
    found = guess("Phiếu bài tập Toán lớp 6.pdf", Inspection(handler="pdf"))
    assert (found.title, found.language, found.grade, found.type_code) == (
        "Phiếu bài tập Toán lớp 6",
        "vi",
        6,
        "worksheet",
    )
    assert guess("PhanSo_Toan6.mp4", Inspection(handler="video")).grade == 6


@pytest.mark.parametrize(
    ("metadata", "type_code"),
    [
        (Metadata(duration=95.0, width=1280, height=720), "lecture_video"),
        (Metadata(slides=12), "e_lecture"),
        (Metadata(width=800, height=600), "media_asset"),
        (Metadata(pages=3, width=595, height=842), "reference"),
        (Metadata(), "reference"),
    ],
)
def test_a_name_that_says_nothing_leaves_the_type_to_what_the_file_is_made_of(metadata, type_code):
    assert guess("x", Inspection(metadata=metadata)).type_code == type_code
