"""A small question in front of a door that many have knocked at: easy for a child, dull for a machine.

Numbers in words to be added, signed, good for ten minutes and for one try. It needs no script, no picture and nobody
else's service; it only makes guesses dearer, the limits per address go on counting.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.caches import shared
from config.spelling import tidy_code

GOOD_SECONDS = 600
_SALT = "repository.organisations.proof"
_WORDS = (
    gettext_lazy("two"), gettext_lazy("three"), gettext_lazy("four"), gettext_lazy("five"), gettext_lazy("six"),
    gettext_lazy("seven"), gettext_lazy("eight"), gettext_lazy("nine"), gettext_lazy("ten"), gettext_lazy("eleven"),
    gettext_lazy("twelve"), gettext_lazy("thirteen"), gettext_lazy("fourteen"), gettext_lazy("fifteen"),
    gettext_lazy("sixteen"), gettext_lazy("seventeen"), gettext_lazy("eighteen"), gettext_lazy("nineteen"),
)  # fmt: skip
SMALLEST, LARGEST, LARGEST_ADDED = 2, 19, 9


@dataclass(frozen=True)
class Question:
    """What is asked, and what the form carries back."""

    words: str
    token: str


def new_question() -> Question:
    """A fresh sum: two to nineteen plus two to nine."""
    first = SMALLEST + secrets.randbelow(LARGEST - SMALLEST + 1)
    second = SMALLEST + secrets.randbelow(LARGEST_ADDED - SMALLEST + 1)
    nonce = secrets.token_hex(8)
    words = _("How much is %(first)s plus %(second)s? Write the number.") % {
        "first": _WORDS[first - SMALLEST],
        "second": _WORDS[second - SMALLEST],
    }
    return Question(words, signing.dumps([nonce, _digest(nonce, first + second)], salt=_SALT))


def is_answered(token: str, answer: str) -> bool:
    """Whether this answer is right, in time, and the first one given to this question."""
    text = tidy_code(answer[:20])[:4]
    if not (text.isascii() and text.isdigit()):
        return False
    try:
        nonce, digest = signing.loads(token[:300], salt=_SALT, max_age=GOOD_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    is_first = shared.add(f"proof:{nonce}", 1, GOOD_SECONDS)
    return is_first and constant_time_compare(_digest(nonce, int(text)), digest)


def _digest(nonce: str, total: int) -> str:
    return salted_hmac(_SALT, f"{nonce}|{total}", algorithm="sha256").hexdigest()
