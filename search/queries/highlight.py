"""One highlighter for every engine: where in a text the words of a query stand. Offsets only, never markup.

    marks("Toán lớp 6: Phân số", "phan so")  -> (Mark(12, 16), Mark(17, 19))
    snippet(long_text, "phan so")            -> the window with most of the words, and the marks in it

The template escapes the text and puts `<mark>` around the marks; nothing here is ever shown as HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from search.backends.text import Syllable, folded_syllables, spans

SNIPPET_CHARACTERS = 220
MAX_CHARACTERS = 200_000  # of a text that are looked at
_LEAD_IN = 40  # characters shown before the first marked word
_SENTENCE_ENDS = ".!?…;:\n"


class Mark(NamedTuple):
    """`text[start:end]` is a word of the query."""

    start: int
    end: int


class Piece(NamedTuple):
    """A stretch of text, to be escaped and shown, marked or not."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Snippet:
    """`text` is a cut of the original; the marks count from its beginning. `before`/`after`: was something cut?"""

    text: str
    marks: tuple[Mark, ...]
    before: bool = False
    after: bool = False

    @property
    def pieces(self) -> list[Piece]:
        """The text in stretches, for a template."""
        return list(pieces(self.text, self.marks))


def marks(text: str, query: str) -> tuple[Mark, ...]:
    """Every syllable of the query in `text`; neighbours stay apart."""
    wanted = frozenset(folded_syllables(query))
    return tuple(Mark(span.start, span.end) for span in _found(text[:MAX_CHARACTERS], wanted))


def pieces(text: str, found: Sequence[Mark]) -> Iterator[Piece]:
    """Cut `text` at the marks; words that only a space parts are marked together."""
    position = 0
    for mark in _joined(text, found):
        if mark.start > position:
            yield Piece(text[position : mark.start], False)
        yield Piece(text[mark.start : mark.end], True)
        position = mark.end
    if position < len(text):
        yield Piece(text[position:], False)


def snippet(text: str, query: str, size: int = SNIPPET_CHARACTERS) -> Snippet:
    """The window of about `size` characters with most distinct words and longest runs; the beginning without any."""
    text = text[:MAX_CHARACTERS]
    order = folded_syllables(query)
    found = list(_found(text, frozenset(order)))
    start = _window_start(text, found, order, size)
    end = _cut_end(text, start, size)
    inside = tuple(Mark(s.start - start, s.end - start) for s in found if start <= s.start and s.end <= end)
    return Snippet(text[start:end], inside, before=start > 0, after=end < len(text))


def _found(text: str, wanted: frozenset[str]) -> Iterator[Syllable]:
    if wanted:
        yield from (span for span in spans(text) if span.folded in wanted)


def _window_start(text: str, found: list[Syllable], order: Sequence[str], size: int) -> int:
    if not found:
        return 0
    best = max(range(len(found)), key=lambda first: (_worth(found, first, order, size), -first))
    return _cut_start(text, found[best].start)


def _worth(found: list[Syllable], first: int, order: Sequence[str], size: int) -> tuple[int, int]:
    """(distinct words, neighbours in the order of the query) of the window that begins with found[first]."""
    follows = set(pairwise(order))
    limit = found[first].start + size - _LEAD_IN
    distinct: set[str] = set()
    runs = 0
    for number in range(first, min(len(found), first + 60)):
        if found[number].end > limit:
            break
        distinct.add(found[number].folded)
        if number > first and (found[number - 1].folded, found[number].folded) in follows:
            runs += found[number].start - found[number - 1].end <= 2
    return len(distinct), runs


def _cut_start(text: str, first: int) -> int:
    """Where the sentence begins, if that is near, else the word."""
    if first <= _LEAD_IN:
        return 0
    earliest = first - _LEAD_IN
    sentence = max(text.rfind(end, earliest, first) for end in _SENTENCE_ENDS)
    border = sentence if sentence >= 0 else text.find(" ", earliest, first)
    start = border + 1 if border >= 0 else earliest
    while start < first and text[start].isspace():
        start += 1
    return start


def _cut_end(text: str, start: int, size: int) -> int:
    if len(text) - start <= size:
        return len(text)
    border = text.rfind(" ", start + size // 2, start + size)
    return border if border > 0 else start + size


def _joined(text: str, found: Sequence[Mark]) -> Iterator[Mark]:
    current: Mark | None = None
    for mark in found:
        if current is not None and text[current.end : mark.start] == " ":
            current = Mark(current.start, mark.end)
            continue
        if current is not None:
            yield current
        current = mark
    if current is not None:
        yield current
