r"""A small `\ce{…}`: formulas and equations of school chemistry, written out in our subset of LaTeX before it is checked."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from questionbank.richtext.latex import BadFormula, quote

_CE = re.compile(r"\\ce\s*\{((?:[^{}\\$]|\{[^{}\\$]*\})*)\}")
_PIECE = re.compile(
    r"(?P<arrow><=>|<->|->)|(?P<state>\((?:s|l|g|aq|r|k|dd)\))|(?P<element>[A-Z][a-z]?)|(?P<number>[0-9]+(?:/[0-9]+)?)"
    r"|(?P<raised>\^(?:\{[0-9nm+-]{1,6}\}|[0-9]*[+-]))|(?P<lowered>_(?:\{[0-9a-z+-]{1,8}\}|[0-9a-z]))"
    r"|(?P<gas>(?<=\s)[\^↑](?=\s|$))|(?P<falls>(?<=\s)[v↓](?=\s|$))|(?P<charge>(?<=[A-Za-z0-9)\]])[+-](?=\s|$|\)|\]))"
    r"|(?P<plain>[()\[\]+=-])|(?P<dot>[.*·])|(?P<variable>[a-z])|(?P<space>\s+)"
)
_ARROWS = {"->": r"\rightarrow", "<=>": r"\rightleftharpoons", "<->": r"\leftrightarrow"}


def expand_chemistry(latex: str) -> str:
    r"""The formula with every `\ce{…}` written out. Raises BadFormula where it is no chemistry we know.

    >>> expand_chemistry(r"\ce{H2SO4}")
    '{\\mathrm{H}_{2}\\mathrm{S}\\mathrm{O}_{4}}'
    """
    return _CE.sub(lambda match: "{" + _expand(match[1]) + "}", latex)


def _expand(source: str) -> str:
    written: list[str] = []
    position, before = 0, "space"
    while position < len(source):
        match = _PIECE.match(source, position)
        if match is None or match.lastgroup is None:
            values = {"formula": quote(source), "sign": source[position]}
            raise BadFormula(_("“%(formula)s”: “%(sign)s” has no meaning in \\ce.") % values)
        written.append(_write(match.lastgroup, match[0], before))
        before = "closing" if match[0] in (")", "]") else match.lastgroup
        position = match.end()
    return "".join(written)


def _write(kind: str, text: str, before: str) -> str:
    if kind == "number" and before in ("element", "closing"):
        return f"_{{{text}}}"
    if kind in ("raised", "lowered"):
        return f"{text[0]}{{{text[1:].strip('{}')}}}"
    forms = {
        "arrow": f" {_ARROWS.get(text)} ",
        "state": rf"\text{{{text}}}",
        "element": rf"\mathrm{{{text}}}",
        "gas": r"\uparrow ",
        "falls": r"\downarrow ",
        "charge": f"^{{{text}}}",
        "dot": r"\cdot ",
        "space": " ",
    }
    return forms.get(kind, text)
