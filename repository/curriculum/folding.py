"""Plain spelling of curriculum labels: no accents, no case, one space; for matching, never for showing."""

from __future__ import annotations

import re

from config.spelling import plain

MAX_LENGTH = 500  # labels and titles are short; whatever is longer is cut before any pattern runs

_BREAKS = re.compile(r"[^0-9a-z]+")


def fold_label(text: str) -> str:
    """`text` without accents, lower case, words parted by one space; at most MAX_LENGTH characters are read.

    >>> fold_label("Khoa học  tự nhiên - ĐẠI SỐ")
    'khoa hoc tu nhien dai so'
    """
    return _BREAKS.sub(" ", plain(text[:MAX_LENGTH])).strip(" ")
