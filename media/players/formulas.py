"""Lines of a document with their formulas as MathML. What the reader of the file noted is checked again here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from media.formats.base import Section

_LEAVES = frozenset({"mi", "mn", "mo", "mtext"})
_INNER: dict[str, int] = {
    **dict.fromkeys(("math", "mrow", "msqrt", "mtable", "mtr", "mtd"), 0),
    **dict.fromkeys(("mfrac", "mroot", "msup", "msub", "mover", "munder"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
"""Element -> how many children it must have (0: any)."""
_ATTRIBUTES = frozenset({"accent", "fence", "form", "stretchy"})
_VALUE = re.compile("[a-z]{1,10}")
_DEEPEST = 100


class _NotMathml(Exception):
    """Not what our readers write."""


def lines_of(section: Section) -> Iterator[tuple[str, SafeString]]:
    """Each line that says something: its plain text, and its HTML with the formulas drawn."""
    start = 0
    for line in section.text.split("\n"):
        end = start + len(line)
        own = [row for row in section.formulas if _is_within(row, start, end)]
        if line:
            yield line, _drawn(section.text, start, end, own)
        start = end + 1


def _is_within(row: Any, start: int, end: int) -> bool:
    """It has the shape that `formula_marks.taken` gives, and lies in this line."""
    return len(row) == 3 and all(type(place) is int for place in row[:2]) and start <= row[0] <= row[1] <= end


def _drawn(text: str, start: int, end: int, formulas: list[Any]) -> SafeString:
    pieces: list[str] = []
    for first, last, look in formulas:
        try:
            formula = _math(look, text[first:last])
        except (_NotMathml, TypeError, ValueError):
            continue
        if first < start:  # overlaps the one before
            continue
        pieces += (escape(text[start:first]), formula)
        start = last
    return mark_safe("".join([*pieces, escape(text[start:end])]))


def _math(look: Any, words: str) -> str:
    tag, _attributes, children = look
    if tag != "math" or not isinstance(children, list):
        raise _NotMathml
    return f'<math alttext="{escape(words)}">{"".join(_element(child, 1) for child in children)}</math>'


def _element(look: Any, depth: int) -> str:
    tag, attributes, content = look
    if depth > _DEEPEST or tag == "math":
        raise _NotMathml
    settings = "".join(
        f' {name}="{value}"'
        for name, value in attributes.items()
        if name in _ATTRIBUTES and _VALUE.fullmatch(value)
    )
    if tag in _LEAVES and isinstance(content, str):
        return f"<{tag}{settings}>{escape(content)}</{tag}>"
    children = content if isinstance(content, list) else []
    if tag not in _INNER or _INNER[tag] not in (0, len(children)):
        raise _NotMathml
    return f"<{tag}{settings}>{''.join(_element(child, depth + 1) for child in children)}</{tag}>"
