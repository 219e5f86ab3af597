"""Guessing subject, grade and topic from a title or a file name. Pure: reads packaged word lists, no database.

Teachers name files in their own way: `Toan 6 - Bai 12 Phan so.pptx`, `KHTN7_am_thanh`, `NguVan8`, "sinh 8".
A guess is shown as a guess; it never decides.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from config.spelling import tidy_line
from repository.curriculum.folding import MAX_LENGTH, fold_label

DATA = Path(__file__).parent / "data"

_EXTENSION = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
_LETTER_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)")
_CLASS_NAME = re.compile(r"(?:^|(?P<before>(?<![a-z])[a-z]++) )(?P<grade>[1-9])[a-h](?: \d{1,2})?\b")
_COUNTED = frozenset(
    (
        "bai",
        "tiet",
        "tuan",
        "chuong",
        "phan",
        "cau",
        "de",
        "so",
        "trang",
        "muc",
        "hinh",
        "bang",
    )
)
_GRADE_WORD = re.compile(r"\b(?:lop|khoi|grade|class|l|k) (?P<grade>\d{1,2})(?!\d)")

EXACT, STRONG, FAIR, WEAK = 0.95, 0.85, 0.65, 0.4


@dataclass(frozen=True)
class Guess:
    """What the words point to; None where nothing was recognised. Confidence runs from 0 (nothing) to 1."""

    subject_code: str | None
    grade_code: str | None
    topic_code: str | None
    confidence: float


@dataclass(frozen=True)
class SubjectWord:
    """A folded spelling of a subject; `needs_grade` marks words such as "hoa" that mean it only beside a grade."""

    words: str
    subject: str
    grades: range
    needs_grade: bool


@dataclass(frozen=True)
class TopicWord:
    """A topic and its folded label."""

    code: str
    subject: str
    grade: str
    words: str


@dataclass(frozen=True)
class Vocabulary:
    """The words a guess may rest on; `packaged_vocabulary()` is what the product ships."""

    subjects: tuple[SubjectWord, ...]
    topics: tuple[TopicWord, ...]


@lru_cache(maxsize=1)
def packaged_vocabulary() -> Vocabulary:
    """Spellings from `data/subject_words.csv`, topics from `data/topics.csv`; longest first."""
    with (DATA / "subject_words.csv").open(encoding="utf-8") as source:
        subjects = [
            SubjectWord(
                row["words"],
                row["subject"],
                range(int(row["from_grade"]), int(row["to_grade"]) + 1),
                row["needs_grade"] == "yes",
            )
            for row in csv.DictReader(source)
        ]
    with (DATA / "topics.csv").open(encoding="utf-8") as source:
        topics = [
            TopicWord(row["code"], row["subject"], row["grade"], fold_label(row["label_vi"]))
            for row in csv.DictReader(source)
        ]
    return Vocabulary(
        tuple(sorted(subjects, key=_longest_first)),
        tuple(sorted(topics, key=_longest_first)),
    )


def _longest_first(entry: SubjectWord | TopicWord) -> int:
    return -len(entry.words)


def guess_placement(text: str, vocabulary: Vocabulary | None = None) -> Guess:
    """Guess subject, grade and topic from free text (title or file name; MAX_LENGTH characters are read).

    >>> guess_placement("Toan 6 - Bai 12 Phan so.pptx")
    Guess(subject_code='TOAN', grade_code='6', topic_code='TOAN6-PS', confidence=0.95)
    """
    words = vocabulary or packaged_vocabulary()
    plain = _plain(text)
    named = _named_grade(plain)
    subject, beside = _subject(plain, named, words)
    grade = named or beside
    topic = _topic(plain, subject, grade, words)
    if topic and not subject:
        subject, grade = topic.subject, grade or topic.grade
    grade = grade or (topic.grade if topic else None)
    return Guess(
        subject,
        grade,
        topic.code if topic else None,
        _confidence(subject, grade, named, topic),
    )


def _plain(text: str) -> str:
    """Folded words, with file endings gone and `NguVan8`, `KHTN7_C2` parted."""
    name = _EXTENSION.sub("", tidy_line(text[:MAX_LENGTH]))
    humps = "".join(
        f" {sign}" if sign.isupper() and before.islower() else sign
        for before, sign in zip(" " + name, name, strict=False)
    )
    parted = _LETTER_DIGIT.sub(" ", humps)
    return fold_label(parted)


def _named_grade(plain: str) -> str | None:
    """A grade that is called one, or a class: "lop 6", "khoi 7", "6a1". "lop 10" names none of ours."""
    for found in _GRADE_WORD.finditer(plain):
        number = int(found["grade"])
        if 1 <= number <= 9:
            return str(number)
    for found in _CLASS_NAME.finditer(plain):
        if found["before"] not in _COUNTED:  # "bai 6a" is an exercise
            return found["grade"]
    return None


def _subject(plain: str, named: str | None, words: Vocabulary) -> tuple[str | None, str | None]:
    """The subject and the grade written beside it, e.g. "sinh 8" gives ("KHTN", "8")."""
    for entry in words.subjects:
        for found in re.finditer(rf"\b{entry.words}\b", plain):
            beside = _grade_after(plain[found.end() :])
            grade = named or beside
            if entry.needs_grade and not _stands_alone(plain, found, named, beside):
                continue
            if grade is None or int(grade) in entry.grades:
                return entry.subject, beside
    return None, None


def _grade_after(rest: str) -> str | None:
    """The single digit directly behind a subject; "toan 12" and "toan 2026" are none of ours."""
    found = re.match(r" (?:lop |khoi )?(?P<grade>[1-9])(?!\d)", rest)
    return found["grade"] if found else None


def _stands_alone(plain: str, found: re.Match[str], named: str | None, beside: str | None) -> bool:
    """A short word counts beside a grade ("su 7"), or opening a text that names one ("sinh lop 8 ...")."""
    return beside is not None or (named is not None and found.start() == 0)


def _topic(plain: str, subject: str | None, grade: str | None, words: Vocabulary) -> TopicWord | None:
    """The topic whose whole label stands in the text; without subject and grade only a label of one meaning."""
    fits = [
        topic
        for topic in words.topics
        if (subject is None or topic.subject == subject)
        and (grade is None or topic.grade == grade)
        and re.search(rf"\b{re.escape(topic.words)}\b", plain)
    ]
    if not fits:
        return None
    longest = [topic for topic in fits if len(topic.words) == len(fits[0].words)]
    sure = len(longest) == 1 and (subject is not None or len(longest[0].words) >= 8)
    return longest[0] if sure else None


def _confidence(subject: str | None, grade: str | None, named: str | None, topic: TopicWord | None) -> float:
    if subject and grade and topic:
        return EXACT
    if subject and grade:
        return STRONG if named else FAIR + 0.1
    if subject or topic:
        return FAIR
    return WEAK if grade else 0.0
