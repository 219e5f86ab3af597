"""The words of a question: folded for finding it in a bank, with formulas for search, never the key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from config.spelling import plain
from questionbank.items.models import QuestionVersion
from questionbank.richtext.latex import normalise_latex
from questionbank.richtext.rich import read_rich, split_math
from questionbank.richtext.sanitiser import sanitise
from questionbank.types.base import JSON

FOLDED_LENGTH = 4_000
LIST_LENGTH = 300
LINE_LENGTH = 6_000
TITLE_LENGTH = 120

_NOT_INLINE = re.compile(  # what a line of a list cannot hold; formulas and raised or lowered signs stay
    r"</?(?:p|br|ul|ol|li|blockquote|pre|code|table|caption|thead|tbody|tr|th|td|img)\b[^>]*>"
)
_MATH = re.compile(  # as richtext.mathml writes it
    r'<math(?: (?!alttext)[a-z]++="[^"]*+")*+ alttext="([^"]*+)"[^>]*+>(?:[^<]++|<(?!/math>))*+</math>'
)
_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"\s+")
_FORMULA_NOISE = re.compile(
    r"\\(?:left|right|displaystyle|textstyle|limits|quad|qquad|[,;:! ])(?![A-Za-z])|\s+"
)
_SINGLE = re.compile(r"\{([0-9A-Za-z])\}")


def fold(text: str) -> str:
    """Lower case, no accents, single spaces; what a teacher types without accents finds it, too.

    >>> fold("Phân  SỐ đảo")
    'phan so dao'
    """
    return plain(text[:FOLDED_LENGTH])


def hash_of(text: str) -> str:
    """The same for two texts that differ in spaces, case or accents only."""
    return sha256(fold(text).encode()).hexdigest()


def first_words(version: QuestionVersion | None) -> str:
    """The beginning of the question for lists and titles, in one line."""
    text = version.plain_text if version else ""
    return text if len(text) <= LIST_LENGTH else text[: LIST_LENGTH - 1] + "…"


def spoken_title(version: QuestionVersion | None) -> str:
    """The stem in words alone, formulas as they are read aloud: for titles, queues and notices."""
    said = unescape(_TAG.sub(" ", _MATH.sub(r" \1 ", _stem_html(version))))
    words = re.sub(r"\s+([.,;:?!)])", r"\1", _SPACES.sub(" ", said)).strip() or first_words(version)
    return words if len(words) <= TITLE_LENGTH else words[: TITLE_LENGTH - 1] + "…"


def first_line(version: QuestionVersion | None) -> SafeString | str:
    """The stem in one line with its formulas drawn, for lists; only words where it is not whole yet or very long.

    Never empty: a list must be able to name a question that is still unwritten.
    """
    html = _stem_html(version)
    line = _SPACES.sub(" ", _NOT_INLINE.sub(" ", html)).strip() if len(html) <= LINE_LENGTH else ""
    if line:
        return mark_safe(line)  # made by richtext.sanitise when it was saved
    return first_words(version) or _("(nothing written yet)")


def rough_words(raw: JSON) -> str:
    """What can be read of a body that does not fit its type yet: its stem."""
    stem = raw.get("stem") if isinstance(raw, dict) else None
    source = stem.get("source") if isinstance(stem, dict) else stem
    return read_rich(source).rich.text if isinstance(source, str) else ""


def search_text(version: QuestionVersion) -> str:
    """Words and formulas of a version for the search index; the key and its solution are not in it."""
    formulas = dict.fromkeys(
        normal_formula(formula) for source in _sources(version.body) for formula in formulas_of(source)
    )
    return " ".join([version.plain_text, *formulas])


def formulas_of(source: str) -> list[str]:
    """The LaTeX of every formula in an author's text.

    >>> formulas_of("<p>Tính $x^2$ và $$y$$</p>")
    ['x^2', 'y']
    """
    text = unescape(_TAG.sub(" ", sanitise(source)))
    return [piece for kind, piece in split_math(text) if kind in ("inline", "block")]


def normal_formula(latex: str) -> str:
    r"""One writing for formulas that look the same: no spaces, no sizes, no braces around single signs.

    >>> normal_formula(r"\dfrac{1}{2} + \left( x \right)")
    '\\frac12+(x)'
    """
    text = (
        normalise_latex(latex).replace(r"\dfrac", r"\frac").replace(r"\tfrac", r"\frac").replace("{,}", ",")
    )
    return _SINGLE.sub(r"\1", _FORMULA_NOISE.sub("", text))


def _stem_html(version: QuestionVersion | None) -> str:
    stem = version.body.get("stem") if version else None
    return stem.get("html", "") if isinstance(stem, dict) else ""


def _sources(data: Any) -> Iterator[str]:
    """Every author's source in stored JSON."""
    if isinstance(data, dict):
        if isinstance(data.get("source"), str) and "html" in data:
            yield data["source"]
        else:
            for value in data.values():
                yield from _sources(value)
    elif isinstance(data, list):
        for value in data:
            yield from _sources(value)
