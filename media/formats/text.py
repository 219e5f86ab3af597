"""Text from a stranger's file made harmless: NFC, without control, bidirectional or zero-width characters."""

from __future__ import annotations

import re

from config.spelling import tidy

_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_LEADERS = re.compile(r"[.…_]{4,}|…{2,}")  # lines to write on: worksheets are full of them


def clean_block(text: str) -> str:
    """Several lines: line ends become \\n, runs of spaces one space, of dots one "…", at most one empty line in a row."""
    text = _LEADERS.sub("…", tidy(text))
    lines = (line.strip() for line in _SPACES.sub(" ", text).split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def clean_line(text: str, limit: int = 500) -> str:
    """One line of at most `limit` characters."""
    return " ".join(clean_block(text[: limit * 4]).split())[:limit].strip()


def is_clean(text: str) -> bool:
    """True when nothing is left to clean; the conformance suite asks this of every text."""
    return tidy(text) == text
