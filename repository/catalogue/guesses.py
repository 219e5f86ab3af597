"""Guesses for the description form: title, language, grade and type from the file's name and content. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from config.spelling import plain, tidy_line
from media.formats.base import Inspection, Metadata
from media.formats.text import clean_line
from media.formats.titles import is_machine_title

_SEPARATORS = re.compile(r"[_+.]+|(?<=\w)-(?=\w)|\s-\s|-{2,}")
_NOISE = re.compile(
    r"(?i)\b(final|ban cuoi|bản cuối|copy( of)?|sao chep|v\d+|\(\d+\)|rev\d*|moi nhat|mới nhất)\b|\(\d+\)"
)
_GRADE = re.compile(
    r"(?<![a-z0-9])(?:lop|khoi|grade|class)\s*+(?:[-_.]\s*+)?+(1[0-2]|[1-9])(?![0-9])", re.ASCII
)
_GRADE_SHORT = re.compile(
    r"(?<![a-z0-9])(?:toan|van|ngu ?van|tieng ?viet|tieng ?anh|anh|khtn|su|dia|ly|hoa|sinh|tin|gdcd|cong ?nghe|"
    r"am ?nhac|my ?thuat|l|k)[-_ ]?(1[0-2]|[1-9])(?![0-9])",
    re.ASCII,
)
_VIETNAMESE = set("ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ")
_CAMEL = re.compile(r"(?<=[a-zà-ỹ])(?=[A-ZĐ])|(?<=[^\W\d_])(?=\d)")


# What a name says of the type, by the code of the vocabulary (`MaterialType`).
_TYPE_WORDS = (
    ("lesson_plan", ("giao an", "ke hoach bai day", "khbd", "lesson plan")),
    ("test", ("de thi", "de kiem tra", "kiem tra", "de cuong on", "exam", "test")),
    ("worksheet", ("phieu bai tap", "phieu hoc tap", "bai tap", "worksheet", "luyen tap")),
    ("digital_textbook", ("sach giao khoa", "sgk", "textbook", "sach bai tap", "sbt")),
    ("e_lecture", ("bai giang", "lecture", "slide")),
)


@dataclass(frozen=True, slots=True)
class Guess:
    """Proposals, each empty or 0 when there is nothing to go by. `hints` is folded text for the subject words."""

    title: str
    language: str
    grade: int
    type_code: str
    hints: str


def guess(name: str, inspection: Inspection) -> Guess:
    """What the form may propose for a file called `name`.

    >>> guess("Toan6_PhanSo.pdf", Inspection(handler="pdf")).grade
    6
    """
    stem = clean_line(PurePosixPath(name.replace("\\", "/")).stem, 200)
    metadata = inspection.metadata
    beginning = " ".join(section.text[:1000] for section in inspection.sections[:3])[:2000]
    title = metadata.title if not is_machine_title(metadata.title) else ""
    title = title or metadata.first_heading or title_from_name(stem)
    named = fold(f"{stem} . {_CAMEL.sub(' ', stem)} . {title}")
    return Guess(
        title=title[:200],
        language=metadata.language or guess_language(f"{title} {beginning}"),
        grade=guess_grade(named) or guess_grade(fold(beginning), short=False),
        type_code=_guess_type(named, metadata),
        hints=f"{named} {fold(' '.join(metadata.keywords))} {fold(beginning)}"[:3000],
    )


def title_from_name(stem: str) -> str:
    """ "Bai_24-phan-so (1)" becomes "Bai 24 phan so"."""
    words = tidy_line(_NOISE.sub(" ", _SEPARATORS.sub(" ", stem[:200])))
    return words[:1].upper() + words[1:]


def fold(text: str) -> str:
    """Lower case without accents, "đ" as "d", runs of other signs as one space."""
    return tidy_line(re.sub(r"[^a-z0-9.]+", " ", plain(text)))


def guess_grade(folded: str, *, short: bool = True) -> int:
    """1-12 from "lop 6", "khoi 6" and, when `short`, "toan6" or "L6"; 0 when nothing says so."""
    found = _GRADE.search(folded) or (_GRADE_SHORT.search(folded) if short else None)
    return int(found[1]) if found else 0


def guess_language(text: str) -> str:
    """ "vi" when the letters of Vietnamese occur, "en" for plain Latin words, "" when there is too little text."""
    letters = [letter for letter in text.lower() if letter.isalpha()]
    if len(letters) < 8:
        return "vi" if any(letter in _VIETNAMESE for letter in letters) else ""
    marked = sum(letter in _VIETNAMESE for letter in letters)
    if marked / len(letters) > 0.02:
        return "vi"
    latin = sum(letter.isascii() for letter in letters)
    return "en" if len(letters) > 40 and latin / len(letters) > 0.98 else ""


def _guess_type(named: str, metadata: Metadata) -> str:
    """By the words of the name, else by what the file is made of."""
    for code, words in _TYPE_WORDS:
        if any(re.search(rf"\b{word}\b", named) for word in words):
            return code
    if metadata.duration:
        return "lecture_video"
    if metadata.slides:
        return "e_lecture"
    return "media_asset" if metadata.width and not metadata.pages else "reference"
