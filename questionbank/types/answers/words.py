"""Comparing words: Vietnamese tone placement and i/y are one spelling, accents are not; nothing is right by likeness."""

from __future__ import annotations

import re
from dataclasses import dataclass

from config.spelling import caseless, comparable, drop_accents, split_tone

LENGTH = 500

TOLERANCES = ("vietnamese", "plain", "strict")  # case, tone place, i/y · case only · nothing

_QUOTES = str.maketrans(
    {
        **dict.fromkeys("’‘‛ʼ`´", "'"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("–—−‐‑‒", "-"),
        "…": "...",
    }
)
_EDGES = ".,;:!? \t\n\r"
_SYLLABLE = re.compile(r"[^\W\d_]+")
_WHOLE_RHYME = re.compile(
    r"(b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|q|qu|r|s|t|th|tr|v|x)?[iy]", re.IGNORECASE
)


@dataclass(frozen=True)
class Comparison:
    """How words are compared; accents are dropped only where the author says so."""

    tolerance: str = "vietnamese"
    ignore_accents: bool = False


def same_words(given: str, wanted: str, how: Comparison) -> bool:
    """Whether two texts say the same under this comparison.

    >>> same_words("  Hoà  bình.", "hòa bình", Comparison())
    True
    >>> same_words("tai", "tay", Comparison())
    False
    """
    return fold(given, how) == fold(wanted, how)


def fold(text: str, how: Comparison) -> str:
    """The form in which texts are compared: NFC, one space, no punctuation at the ends, then the tolerances."""
    text = comparable(text[:LENGTH])
    folded = (text if how.tolerance == "strict" else caseless(text)).translate(_QUOTES)
    folded = " ".join(folded.split()).strip(_EDGES)
    if how.tolerance == "vietnamese":
        folded = _SYLLABLE.sub(lambda match: fold_syllable(match[0]), folded)
    return drop_accents(folded) if how.ignore_accents else folded


def fold_syllable(syllable: str) -> str:
    """The letters without the tone, i for y where it is the whole rhyme, then the tone.

    >>> fold_syllable("hoà") == fold_syllable("hòa"), fold_syllable("quý") == fold_syllable("quí")
    (True, True)
    >>> fold_syllable("thúi") == fold_syllable("thúy")
    False
    """
    letters, tones = split_tone(syllable)
    if _WHOLE_RHYME.fullmatch(letters):
        letters = letters[:-1] + "i"
    return letters + tones


def is_near(given: str, wanted: str) -> bool:
    """One letter changed, added or left out, for the teacher's list of near misses; very short words are never near.

    >>> is_near("quang hop", "quang hợp"), is_near("xa", "xe")
    (True, False)
    """
    short, long = sorted((given, wanted), key=len)
    if len(short) < 3 or len(long) - len(short) > 1 or short == long:
        return False
    start = next((place for place, char in enumerate(short) if char != long[place]), len(short))
    rest = start + 1 if len(short) == len(long) else start
    return short[rest:] == long[start + 1 :]
