"""Vietnamese names in their own order: by given name (the last word), then family and middle names."""

from __future__ import annotations

import unicodedata

_LETTERS = "a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z".split()
_RANK = {letter: f"{index:02d}" for index, letter in enumerate(_LETTERS, start=1)}
# Tones in dictionary order: none, grave, hook, tilde, acute, dot below.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def sort_key(name: str) -> str:
    """A string that orders `name` on every database by plain comparison.

    >>> sorted(["Lê Văn Đạt", "Trần Dũng", "Bùi Ân", "Vũ An"], key=sort_key)
    ['Vũ An', 'Bùi Ân', 'Trần Dũng', 'Lê Văn Đạt']
    """
    words = unicodedata.normalize("NFC", name).lower().split()
    ordered = words[-1:] + words[:-1]
    return " ".join(_word_key(word) for word in ordered)[:600]


def _word_key(word: str) -> str:
    letters, tones = [], []
    for char in word:
        tone, base = _split_tone(char)
        letters.append(_RANK.get(base, "00" if base < "a" else "99"))
        tones.append(tone)
    return "".join(letters) + "." + "".join(tones).rstrip("0")


def _split_tone(char: str) -> tuple[str, str]:
    decomposed = unicodedata.normalize("NFD", char)
    tone = next((_TONES[mark] for mark in decomposed if mark in _TONES), "0")
    base = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in _TONES))
    return tone, base
