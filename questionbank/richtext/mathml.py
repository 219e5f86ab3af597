"""LaTeX to MathML, once, on the server: only elements and attributes of a short list, every text escaped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _
from django.utils.translation import override
from latex2mathml.converter import convert_to_element

from questionbank.richtext.chemistry import expand_chemistry
from questionbank.richtext.latex import BadFormula, check_latex, check_length, normalise_latex, quote
from questionbank.richtext.settling import settle
from questionbank.richtext.speech import say

SHORT = 120  # formulas up to this length are remembered: the same ones come again and again
CONTENT_LANGUAGE = (
    "vi"  # formulas are read aloud in the language of the questions, not of the person's screen
)

# Element -> number of children it needs (None: any).
_ELEMENTS: dict[str, int | None] = {
    **dict.fromkeys(
        ("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msqrt", "mtable", "mtr", "mtd", "mstyle")
    ),
    **dict.fromkeys(("mpadded",)),
    **dict.fromkeys(("mfrac", "mroot", "msup", "msub", "mover", "munder"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
_ATTRIBUTES = frozenset(
    "accent display displaystyle fence form largeop linethickness lspace mathvariant maxsize minsize movablelimits "
    "rspace scriptlevel separator stretchy width".split()
)
_VALUE = re.compile(r"[A-Za-z0-9.+-]{1,40}")
_SIDES = {"left": "math-left", "right": "math-right"}  # MathML Core aligns cells by style sheet only


@dataclass(frozen=True)
class Formula:
    """One formula: MathML for the page and the same in words."""

    mathml: str
    speech: str


def convert_formula(latex: str, *, block: bool = False) -> Formula:
    r"""The formula as MathML with its alternative text. Raises BadFormula with a sentence for the author.

    >>> convert_formula("x^2").mathml
    '<math display="inline" alttext="x bình phương"><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>'
    """
    check_length(latex)
    return _convert_short(latex, block) if len(latex) <= SHORT else _convert(latex, block)


def _convert(latex: str, block: bool) -> Formula:
    written = expand_chemistry(latex)
    check_latex(written)
    try:
        tree = convert_to_element(normalise_latex(written), display="block" if block else "inline")
        _judge(tree, latex)
        settle(tree)
        with override(CONTENT_LANGUAGE):
            speech = say(tree)
        tree.set("alttext", speech)
        return Formula(_serialise(tree), speech)
    except BadFormula:
        raise
    except RecursionError:
        raise BadFormula(_("“%(formula)s” is nested too deeply.") % {"formula": quote(latex)}) from None
    except Exception:  # the converter refuses in many ways: StopIteration, IndexError, its own errors
        raise BadFormula(_("“%(formula)s” is not complete.") % {"formula": quote(latex)}) from None


_convert_short = lru_cache(maxsize=4096)(_convert)


def _judge(element: Element, latex: str) -> None:
    """Refuse what is not listed or lacks a part; turn the converter's entities into characters; join decimal numbers."""
    if element.tag not in _ELEMENTS or (_ELEMENTS[element.tag] or len(element)) != len(element):
        raise BadFormula(_("“%(formula)s” is not complete.") % {"formula": quote(latex)})
    element.text = unescape(element.text or "")
    element.tail = None
    if len(element.text) > 1 and element.text.startswith("\\"):  # allowed by us, unknown to the converter
        values = {"formula": quote(latex), "command": quote(element.text)}
        raise BadFormula(_("“%(formula)s”: %(command)s is not allowed.") % values)
    for child in element:
        _judge(child, latex)
    if element.tag in ("mrow", "mtd", "math", "msqrt"):
        _join_decimals(element)


def _join_decimals(parent: Element) -> None:
    """`2{,}5` is one number: <mn>2,5</mn>."""
    position = 1
    while position < len(parent) - 1:
        before, comma, after = parent[position - 1 : position + 2]
        if before.tag == after.tag == "mn" and comma.tag == "mrow" and "".join(comma.itertext()) == ",":
            before.text = f"{before.text},{after.text}"
            parent.remove(comma)
            parent.remove(after)
        else:
            position += 1


def _serialise(element: Element) -> str:
    tag = element.tag
    inside = escape(element.text or "", quote=False) + "".join(_serialise(child) for child in element)
    return f"<{tag}{_attributes(element)}>{inside}</{tag}>"


def _attributes(element: Element) -> str:
    kept = [
        f' {name}="{value}"'
        for name, value in element.items()
        if name in _ATTRIBUTES and _VALUE.fullmatch(value)
    ]
    side = _SIDES.get(element.get("columnalign", ""))
    if side:
        kept.append(f' class="{side}"')
    if spoken := element.get("alttext"):
        kept.append(f' alttext="{escape(spoken)}"')
    return "".join(kept)
