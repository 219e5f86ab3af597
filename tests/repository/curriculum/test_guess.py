"""From a file name to a subject, a grade and a topic."""

import doctest

import pytest

from repository.curriculum import folding, guess
from repository.curriculum.guess import (
    Guess,
    SubjectWord,
    TopicWord,
    Vocabulary,
    guess_placement,
)


@pytest.mark.parametrize(
    ("title", "subject", "grade"),
    [
        ("Toan 6 - Bai 12 Phan so.pptx", "TOAN", "6"),
        ("TOÁN LỚP 6", "TOAN", "6"),
        ("TOAN6_C6_Bai23.pptx", "TOAN", "6"),
        ("Lop6_Toan", "TOAN", "6"),
        ("KHTN lop 7", "KHTN", "7"),
        ("sinh 8", "KHTN", "8"),
        ("Hóa 9 - axit, bazơ.docx", "KHTN", "9"),
        ("Vật lý lớp 8", "KHTN", "8"),
        ("Khoa học 5", "KH", "5"),
        ("Khoa học lớp 8", "KHTN", "8"),
        ("Khoa học tự nhiên 6", "KHTN", "6"),
        ("NguVan8_tuan3.docx", "NV", "8"),
        ("Tiếng Việt 3 tập 1", "TV", "3"),
        ("English 6 Unit 7.mp4", "TA", "6"),
        ("Bài giảng Lịch sử 7 - bài 5", "LSDL", "7"),
        ("Hoạt động trải nghiệm 2", "HDTN", "2"),
        ("Hoạt động trải nghiệm 7", "HDTNHN", "7"),
        ("GDCD6", "GDCD", "6"),
        ("Am nhac lop 4", "AN", "4"),
    ],
)
def test_a_teachers_file_name_gives_subject_and_grade(title, subject, grade):
    found = guess_placement(title)
    assert (found.subject_code, found.grade_code) == (subject, grade)
    assert found.confidence >= 0.7


@pytest.mark.parametrize(
    "title",
    [
        "Kế hoạch tuần 6",
        "Tin tức trường 6",
        "vẽ hoa lá 3",
        "Sử dụng máy tính 7",
        "",
        "...",
        "Bài 6a",
    ],
)
def test_numbers_and_everyday_words_are_not_taken_for_a_grade_or_a_subject(title):
    assert guess_placement(title) == Guess(None, None, None, 0.0)


def test_upper_secondary_grades_are_left_open():
    assert guess_placement("Toán lớp 10") == Guess("TOAN", None, None, 0.65)


def test_a_class_name_gives_its_grade():
    assert guess_placement("Danh sách 6A1").grade_code == "6"
    assert guess_placement("Toán 9A").grade_code == "9"


def test_a_topic_alone_gives_its_subject_and_grade():
    assert guess_placement("Định lí Pythagore") == Guess("TOAN", "8", "TOAN8-PYT", 0.95)


def test_a_short_topic_needs_its_subject():
    assert guess_placement("Phân số").topic_code is None
    assert guess_placement("Phân số - Toán 6").topic_code == "TOAN6-PS"


def test_a_city_can_guess_with_its_own_words():
    own = Vocabulary(
        (SubjectWord("boi loi", "GDTC", range(1, 10), False),),
        (TopicWord("B1", "GDTC", "3", "bo ech"),),
    )
    assert guess_placement("Bơi lội 3: bơi ếch, bố ếch", own) == Guess("GDTC", "3", "B1", 0.95)


def test_very_long_and_strange_text_is_harmless():
    assert guess_placement("a" * 1_000_000).confidence == 0.0
    assert guess_placement("\x00\u202e[](*+?" * 50).confidence == 0.0


def test_examples_in_the_docstrings_are_true():
    assert doctest.testmod(guess).failed == 0
    assert doctest.testmod(folding).failed == 0
