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
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from config.spelling import LOOK_ALIKES, composed, spread, visible

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

_ALIKE_BASES = {sign: spread(letter)[0].lower().replace("đ", "d") for sign, letter in LOOK_ALIKES.items()}

MAX_SYLLABLE = 64  # a longer run of letters is a key or an encoding, not a word
_COMBINING = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_LEFT_OVER_MARKS = re.compile(f"[{_COMBINING}]")
_FINAL_Y = re.compile(r"(?<![a-z])([bcdghklmnprstvx]+)y(?![a-z])")
_SYLLABLE = re.compile(r"[^\W_]+(?:(?<=\d)[.,](?=\d)[^\W_]+)*")


def _fold_map() -> dict[int, str]:
    """Lower case and base letter for every character that has exactly one of each."""
    table: dict[int, str] = {}
    for code in range(0x41, 0x2FFF):
        letter = chr(code)
        lower = letter.lower()
        base = spread(letter)[0].lower()
        if base.isascii() and base.isalpha():
            table[code] = base
        elif len(lower) == 1 and lower != letter:
            table[code] = lower
    for base, letters in BASES.items():
        for letter in letters:
            table[ord(letter)] = table[ord(letter.upper())] = base
    table.update({ord(letter): base for letter, base in _ALIKE_BASES.items()})
    return {code: to for code, to in table.items() if chr(code) != to}


_FOLD = _fold_map()
_ONE_LETTER = str.maketrans({sign: letter.lower() for sign, letter in LOOK_ALIKES.items()})
_LOWER = {
    code: chr(code).lower()
    for code in range(0x41, 0x2FFF)
    if len(chr(code).lower()) == 1 and chr(code).lower() != chr(code)
}


class _Folds(dict[str, str]):
    """Remembers the fold of each token, up to a limit that no language reaches."""

    LIMIT = 100_000

    def __missing__(self, token: str) -> str:
        folded = fold(token)
        if len(self) < self.LIMIT:
            self[token] = folded
        return folded


_FOLDED = _Folds()


class Syllable(NamedTuple):
    """One token of a text: `text[start:end]`, and its fold."""

    start: int
    end: int
    folded: str


def clean(text: str) -> str:
    """NFC text without invisible characters and stray marks, white space collapsed to single spaces."""
    if not text.isascii() or not text.isprintable():
        text = visible(text)
        if _LEFT_OVER_MARKS.search(text):
            text = composed(_LEFT_OVER_MARKS.sub("", text))
    return " ".join(text.split())


def fold(text: str) -> str:
    """Base letters in lower case, final y as i; exactly as long as `text`, so an offset is an offset in both.

    >>> fold("Vật lý, quy tắc, Mỹ thuật")
    'vat li, quy tac, mi thuat'
    """
    return _FINAL_Y.sub(r"\1i", text.translate(_FOLD))


def lower(text: str) -> str:
    """Lower case, one character to one character (`str.lower` makes two of some)."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text.translate(_LOWER)


def syllables(text: str) -> list[str]:
    """The tokens of clean text in lower case, accents kept; `4.1.2` and `8,5` stay whole."""
    tokens = _SYLLABLE.findall(lower(text).translate(_ONE_LETTER))
    if tokens and max(map(len, tokens)) > MAX_SYLLABLE:
        return [token[:MAX_SYLLABLE] for token in tokens]
    return tokens


def folded_syllables(text: str) -> list[str]:
    """The tokens of clean text, folded."""
    return fold_tokens(syllables(text))


def fold_tokens(tokens: list[str]) -> list[str]:
    """Each token folded; a language has few syllables, so most are known already."""
    return list(map(_FOLDED.__getitem__, tokens))


def spans(text: str) -> Iterator[Syllable]:
    """The tokens of clean text with their offsets, for highlights."""
    for match in _SYLLABLE.finditer(fold(text)):
        yield Syllable(match.start(), match.end(), match.group()[:MAX_SYLLABLE])


def shingles(folded: list[str]) -> list[str]:
    """Each two neighbours as one token, `toan_lop`: the nearest thing to words without a dictionary."""
    return list(map("_".join, pairwise(folded)))
