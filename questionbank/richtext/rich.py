"""Rich text of questions: sanitised HTML whose `$…$` has become MathML, the author's source, plain text for search."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from config.spelling import tidy
from questionbank.richtext.latex import BadFormula, quote
from questionbank.richtext.mathml import convert_formula
from questionbank.richtext.sanitiser import sanitise

SOURCE_LENGTH = 40_000
FORMULAS = 200

_UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_MATH = re.compile(r"\\\$|\$\$(?P<block>(?:\\.|[^\\$])*)\$\$|\$(?P<inline>(?:\\.|[^\\$])*)\$|\$", re.DOTALL)
_BREAKS = {"p", "br", "li", "tr", "td", "th", "blockquote", "pre", "caption", "table", "ul", "ol"}
_EMPTY = {"br", "img"}
_CODE = {"code", "pre"}


@dataclass(frozen=True)
class RichText:
    """Sanitised HTML in which `$…$` has become MathML, the author's source, the plain text for search, picture ids."""

    html: str
    source: str = ""
    text: str = ""
    pictures: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """{source, html, text, pictures}: what a stored question keeps, so that MathML is made once."""
        return {"source": self.source, "html": self.html, "text": self.text, "pictures": list(self.pictures)}

    @property
    def is_empty(self) -> bool:
        """Neither words, nor a formula, nor a picture."""
        return not self.text and not self.pictures


@dataclass(frozen=True)
class Reading:
    """A text as it can be shown, and sentences about what its author must mend."""

    rich: RichText
    problems: tuple[str, ...] = ()


def read_rich(source: str) -> Reading:
    """Sanitise, convert and describe an author's text. Never raises; a text with problems must not be published.

    >>> read_rich("Tính $1+1$").rich.text
    'Tính 1+1'
    """
    if len(source) > SOURCE_LENGTH:
        return Reading(
            RichText(""), (_("The text is longer than %(limit)d characters.") % {"limit": SOURCE_LENGTH},)
        )
    if _UNREADABLE.search(source):
        return Reading(RichText(""), (_("The text holds characters that cannot be shown."),))
    source = tidy(source)
    builder = _Builder()
    builder.feed(sanitise(source))
    builder.close()
    text = " ".join("".join(builder.words).split())
    rich = RichText("".join(builder.html), source, text, tuple(dict.fromkeys(builder.pictures)))
    return Reading(rich, tuple(dict.fromkeys(builder.problems)))


class _Builder(HTMLParser):
    """Walks sanitised HTML once and writes page, words and problems side by side."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.html: list[str] = []
        self.words: list[str] = []
        self.pictures: list[str] = []
        self.problems: list[str] = []
        self.formulas = 0
        self.code = 0  # how many <code> and <pre> are open: a $ in a program is no formula

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self.words.append(" ")
        if tag in _CODE:
            self.code += 1
        if tag == "img" and not self._picture(dict(attrs)):
            return
        written = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs)
        self.html.append(f"<{tag}{written}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKS:
            self.words.append(" ")
        if tag in _CODE:
            self.code -= 1
        if tag not in _EMPTY:
            self.html.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        pieces = [("text", data)] if self.code else split_math(data)
        for kind, text in pieces:
            if kind == "text":
                self.html.append(escape(text, quote=False))
                self.words.append(text)
            elif kind == "open":
                self.problems.append(
                    _("A $ is not closed near “%(text)s”. Write \\$ for the sign itself.") % _near(text)
                )
            else:
                self._formula(text, block=kind == "block")

    def _formula(self, latex: str, *, block: bool) -> None:
        self.formulas += 1
        if self.formulas > FORMULAS:
            self.problems.append(_("The text holds more than %(limit)d formulas.") % {"limit": FORMULAS})
            return
        try:
            formula = convert_formula(latex.strip(), block=block)
        except BadFormula as error:
            self.problems.append(str(error))
            self.html.append(f"<code>{escape(latex, quote=False)}</code>")
        else:
            self.html.append(formula.mathml)
        self.words.append(latex)

    def _picture(self, attributes: dict[str, str | None]) -> bool:
        picture = attributes.get("data-picture")
        if not picture:
            self.problems.append(
                _("A picture is not part of the question yet. Add it with the picture button.")
            )
            return False
        self.pictures.append(picture)
        self.words.append(f" {attributes.get('alt') or ''} ")
        return True


def split_math(text: str) -> Iterator[tuple[str, str]]:
    r"""Pieces of a text: ("text", …), ("inline", latex), ("block", latex); a lone `$` gives ("open", what follows).

    >>> list(split_math("a $x$ \\$5"))
    [('text', 'a '), ('inline', 'x'), ('text', ' '), ('text', '$'), ('text', '5')]
    """
    position = 0
    for match in _MATH.finditer(text):
        if match.start() > position:
            yield "text", text[position : match.start()]
        position = match.end()
        if match["block"] is not None:
            yield "block", match["block"]
        elif match["inline"] is not None:
            yield "inline", match["inline"]
        elif match[0] == "\\$":
            yield "text", "$"
        else:
            yield "open", text[match.start() :]
    if position < len(text):
        yield "text", text[position:]


def _near(text: str) -> dict[str, str]:
    return {"text": quote(text)}
