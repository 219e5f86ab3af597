"""Formulas on their way through the lines of a document: their plain signs, and beside them how they look.

A reader writes a formula into a line by `marked`; `Report.section` takes the looks out again (`taken`), so that what is
kept, searched and quoted is plain text. A look is the MathML tree as [tag, attributes, text or children].
"""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree.ElementTree import Element as Math

from media.formats import formula_text

OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"  # private signs: no programme writes them
LONGEST = 8_000  # characters of a look; a longer formula is shown by its signs
_MARK = re.compile(f"{OPEN}([^{OPEN}{MIDDLE}{CLOSE}]*){MIDDLE}([^{OPEN}{MIDDLE}{CLOSE}]*){CLOSE}")
_NOTHING = dict.fromkeys(map(ord, (OPEN, MIDDLE, CLOSE)))
Look = list[Any]
Placed = list[Any]
"""[start, end, look]: the formula stands for text[start:end]."""


def unmarked(text: str) -> str:
    """The same text with the plain signs of its formulas only."""
    return _MARK.sub(r"\1", text).translate(_NOTHING)


def marked(tree: Math) -> str:
    """A formula for a line of text."""
    words = unmarked(formula_text.plain(tree))
    look = json.dumps(_look(tree), ensure_ascii=False, separators=(",", ":")).translate(_NOTHING)
    return f"{OPEN}{words}{MIDDLE}{look}{CLOSE}" if words and len(look) <= LONGEST else words


def taken(text: str) -> tuple[str, list[Placed]]:
    """The text without looks, and the looks with their places in it."""
    pieces: list[str] = []
    placed: list[Placed] = []
    at = length = 0
    for mark in _MARK.finditer(text):
        before = text[at : mark.start()].translate(_NOTHING)
        start = length + len(before)
        length = start + len(mark[1])
        pieces += (before, mark[1])
        at = mark.end()
        if (look := _read(mark[2])) is not None:
            placed.append([start, length, look])
    pieces.append(text[at:].translate(_NOTHING))
    return "".join(pieces), placed


def _look(tree: Math) -> Look:
    return [tree.tag, dict(tree.attrib), [_look(child) for child in tree] if len(tree) else tree.text or ""]


def _read(text: str) -> Look | None:
    try:
        look = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return look if isinstance(look, list) else None
