"""The order of options in one form: a pure function of seed, slot and ids, the same on every machine and version."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256

from config.spelling import tidy_line
from questionbank.types.base import FormContext

# Options that name others by letter keep the whole order; those that speak of all keep their own place.
_NAMES_LETTERS = re.compile(
    r"(?i:chỉ |cả |both |only |either )?(?i:các )?(?i:câu |đáp án |phương án |ý |options? )?"
    r"[A-H](?:\s*(?:,|;|&|/|(?i:và|hoặc|and|or)\b)\s*[A-H]\b)+.{0,25}"
    r"|(?i:chỉ |only )?(?i:câu |đáp án |phương án |ý |option )[A-H]\b.{0,25}"
)
_SPEAKS_OF_ALL = re.compile(
    r"(?:tất cả|cả (?:ba|bốn|hai|năm|[2-5])|không (?:có )?(?:đáp án|phương án|câu|ý)|(?:đáp án|phương án|câu) khác|"
    r"(?:all|none|both) of (?:the|these)|of the above).{0,50}",
    re.IGNORECASE,
)


def form_order(ids: Sequence[str], form: FormContext, *, locked: Collection[str] = ()) -> tuple[str, ...]:
    """The ids in the order of this form; locked ones keep their places.

    >>> form_order(["o1", "o2"], FormContext())
    ('o1', 'o2')
    """
    if not form.shuffle:
        return tuple(ids)
    moving = iter(sorted((one for one in ids if one not in locked), key=lambda one: _rank(form, one)))
    return tuple(one if one in locked else next(moving) for one in ids)


def locked_by_words(texts: Mapping[str, str]) -> set[str]:
    """Ids whose text refers to other options ("Cả A và B" keeps all, "Tất cả các đáp án trên" itself)."""
    if any(_NAMES_LETTERS.fullmatch(tidy_line(text)) for text in texts.values()):
        return set(texts)
    return {one for one, text in texts.items() if _SPEAKS_OF_ALL.match(tidy_line(text)) and len(text) < 80}


def _rank(form: FormContext, one: str) -> bytes:
    return sha256(f"{form.seed}\x1f{form.item}\x1f{one}".encode()).digest()
