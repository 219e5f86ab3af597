"""Text from a stranger's file made harmless: NFC, without control, bidirectional or zero-width characters."""

from __future__ import annotations

import re
import unicodedata

_DROP = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_LEADERS = re.compile(r"[.…_]{4,}|…{2,}")  # lines to write on: worksheets are full of them


def clean_block(text: str) -> str:
    """Several lines: line ends become \\n, runs of spaces one space, of dots one "…", at most one empty line in a row."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    text = _LEADERS.sub("…", unicodedata.normalize("NFC", _DROP.sub("", text)))
    lines = (line.strip() for line in _SPACES.sub(" ", text).split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def clean_line(text: str, limit: int = 500) -> str:
    """One line of at most `limit` characters."""
    return " ".join(clean_block(text[: limit * 4]).split())[:limit].strip()


def is_clean(text: str) -> bool:
    """True when nothing is left to clean; the conformance suite asks this of every text."""
    return not _DROP.search(text) and unicodedata.is_normalized("NFC", text)
