"""Vietnamese names in their own order: by given name (the last word), then family and middle names."""

from __future__ import annotations

from config.spelling import TONES, caseless, split_tone

_LETTERS = "a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z".split()
_RANK = {letter: f"{index:02d}" for index, letter in enumerate(_LETTERS, start=1)}
_TONE_RANK = {tone: str(rank) for rank, tone in enumerate(TONES, start=1)} | {"": "0"}


def sort_key(name: str) -> str:
    """A string that orders `name` on every database by plain comparison.

    >>> sorted(["Lê Văn Đạt", "Trần Dũng", "Bùi Ân", "Vũ An"], key=sort_key)
    ['Vũ An', 'Bùi Ân', 'Trần Dũng', 'Lê Văn Đạt']
    """
    words = caseless(name).split()
    ordered = words[-1:] + words[:-1]
    return " ".join(_word_key(word) for word in ordered)[:600]


def _word_key(word: str) -> str:
    letters, tones = [], []
    for char in word:
        base, tone = split_tone(char)
        letters.append(_RANK.get(base, "00" if base < "a" else "99"))
        tones.append(_TONE_RANK.get(tone[:1], "0"))
    return "".join(letters) + "." + "".join(tones).rstrip("0")
