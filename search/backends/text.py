"""Vietnamese text: one way to clean it, one to fold it, one to split it, for every engine and both sides of a search.

    clean("Toa\\u0301n  lớp 6")  -> "Toán lớp 6"      once, at extraction, before indexing and on each query
    fold("Vật lý 6: Điện")       -> "vat li 6: dien"  one character to one character, so offsets stay true
    syllables("§4.1.2 của bài")  -> ["4.1.2", "của", "bài"]

Why folding happens here and not in an analyzer: an engine's ASCII folding knows neither the i/y rule nor
look-alike letters, and only a fold that keeps the length lets one highlighter mark accented text for
unaccented queries in any engine.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

BASES = {
    "a": "aáàảãạăắằẳẵặâấầẩẫậ",
    "e": "eéèẻẽẹêếềểễệ",
    "i": "iíìỉĩị",
    "o": "oóòỏõọôốồổỗộơớờởỡợ",
    "u": "uúùủũụưứừửữự",
    "y": "yýỳỷỹỵ",
    "d": "đ",
}
VIETNAMESE_LETTERS = "".join(
    sorted({c for row in BASES.values() for c in row if not c.isascii()})
)  # 67, lower case
LOOK_ALIKES = {"Ð": "d", "ð": "d", "Ɖ": "d", "ɖ": "d"}

MAX_SYLLABLE = 64  # a longer run of letters is a key or an encoding, not a word
_COMBINING = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_LEFT_OVER_MARKS = re.compile(f"[{_COMBINING}]")
_SPACE = re.compile(r"\s+")
_FINAL_Y = re.compile(r"(?<![a-z])([bcdghklmnprstvx]+)y(?![a-z])")
_SYLLABLE = re.compile(r"[^\W_]+(?:(?<=\d)[.,](?=\d)[^\W_]+)*")


def _invisible() -> dict[int, str | None]:
    """Zero-width, bidi, control and unassigned-by-purpose characters; those that separate become a space."""
    gone: dict[int, str | None] = {}
    for code in range(sys.maxunicode + 1):
        category = unicodedata.category(chr(code))
        if category in {"Cc", "Zl", "Zp"}:
            gone[code] = " " if chr(code).isspace() else None
        elif category in {"Cf", "Cs"} or 0xFE00 <= code <= 0xFE0F:
            gone[code] = None
    return gone


def _fold_map() -> dict[int, str]:
    """Lower case and base letter for every character that has exactly one of each."""
    table: dict[int, str] = {}
    for code in range(0x41, 0x2FFF):
        letter = chr(code)
        lower = letter.lower()
        base = unicodedata.normalize("NFD", letter)[0].lower()
        if base.isascii() and base.isalpha():
            table[code] = base
        elif len(lower) == 1 and lower != letter:
            table[code] = lower
    for base, letters in BASES.items():
        for letter in letters:
            table[ord(letter)] = table[ord(letter.upper())] = base
    table.update({ord(letter): base for letter, base in LOOK_ALIKES.items()})
    return {code: to for code, to in table.items() if chr(code) != to}


_INVISIBLE = _invisible()
_FOLD = _fold_map()
_LOWER = {
    code: chr(code).lower()
    for code in range(0x41, 0x2FFF)
    if len(chr(code).lower()) == 1 and chr(code).lower() != chr(code)
}


class Syllable(NamedTuple):
    """One token of a text: `text[start:end]`, and its fold."""

    start: int
    end: int
    folded: str


def clean(text: str) -> str:
    """NFC text without invisible characters and stray marks, white space collapsed to single spaces."""
    if text.isascii() and text.isprintable():
        return _SPACE.sub(" ", text).strip()
    visible = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    bare = unicodedata.normalize("NFC", _LEFT_OVER_MARKS.sub("", visible))
    return _SPACE.sub(" ", bare).strip()


def fold(text: str) -> str:
    """Base letters in lower case, final y as i; exactly as long as `text`, so an offset is an offset in both.

    >>> fold("Vật lý, quy tắc, Mỹ thuật")
    'vat li, quy tac, mi thuat'
    """
    return _FINAL_Y.sub(r"\1i", text.translate(_FOLD))


def lower(text: str) -> str:
    """Lower case, one character to one character (`str.lower` makes two of some)."""
    return text.translate(_LOWER)


def syllables(text: str) -> list[str]:
    """The tokens of clean text in lower case, accents kept; `4.1.2` and `8,5` stay whole."""
    return [token[:MAX_SYLLABLE] for token in _SYLLABLE.findall(lower(text))]


def folded_syllables(text: str) -> list[str]:
    """The tokens of clean text, folded."""
    return [token[:MAX_SYLLABLE] for token in _SYLLABLE.findall(fold(text))]


def spans(text: str) -> Iterator[Syllable]:
    """The tokens of clean text with their offsets, for highlights."""
    for match in _SYLLABLE.finditer(fold(text)):
        yield Syllable(match.start(), match.end(), match.group()[:MAX_SYLLABLE])


def shingles(folded: list[str]) -> list[str]:
    """Each two neighbours as one token, `toan_lop`: the nearest thing to words without a dictionary."""
    return [f"{left}_{right}" for left, right in pairwise(folded)]
