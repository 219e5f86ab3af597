"""A formula's MathML tree in one line: plain signs for extracts and search, LaTeX for an author's text."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element as Math

from config.spelling import tidy_line

_ATOM = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


def plain(tree: Math) -> str:
    """The formula in one line of signs, so that its meaning stays: brackets where a line above or below ends."""
    return tidy_line(_PLAIN.get(tree.tag, _plain_row)(tree))


def _plain_row(tree: Math) -> str:
    return "".join(_PLAIN.get(child.tag, _plain_row)(child) for child in tree)


def _alone(part: Math) -> Math:
    row = Math("mrow")
    row.append(part)
    return row


def _closed(tree: Math) -> str:
    text = _PLAIN.get(tree.tag, _plain_row)(tree)
    return text if len(text) == 1 or _ATOM.fullmatch(text) else f"({text})"


def _plain_table(tree: Math) -> str:
    return "; ".join(" ".join(plain(cell) for cell in row) for row in tree)


_PLAIN: dict[str, Callable[[Math], str]] = {
    **dict.fromkeys(("mi", "mn", "mo"), lambda tree: tree.text or ""),
    "mtext": lambda tree: f" {tree.text or ''} ",
    "mfrac": lambda tree: f"{_closed(tree[0])}/{_closed(tree[1])}",
    "msqrt": lambda tree: f"√{_closed(tree[0])}",
    "mroot": lambda tree: f"{_closed(tree[1])}√{_closed(tree[0])}",
    "msup": lambda tree: f"{_closed(tree[0])}^{_closed(tree[1])}",
    "msub": lambda tree: f"{_closed(tree[0])}_{_closed(tree[1])}",
    "msubsup": lambda tree: f"{_plain_row(_alone(tree[0]))}_{_closed(tree[1])}^{_closed(tree[2])}",
    "munderover": lambda tree: f"{_plain_row(_alone(tree[0]))}_{_closed(tree[1])}^{_closed(tree[2])} ",
    "mover": lambda tree: _plain_row(_alone(tree[0])),
    "munder": lambda tree: f"{_plain_row(_alone(tree[0]))}_{_closed(tree[1])} ",
    "mtable": _plain_table,
}


def latex(tree: Math) -> str:
    """The formula as an author would write it."""
    return _LATEX.get(tree.tag, _latex_row)(tree).strip()


def _latex_row(tree: Math) -> str:
    return "".join(_LATEX.get(child.tag, _latex_row)(child) for child in tree)


def _latex_sign(tree: Math) -> str:
    sign = tree.text or ""
    written = _SIGNS.get(sign, sign)
    if tree.get("fence"):
        side = r"\left" if tree.get("form") == "prefix" else r"\right"
        return f"{side}{written}"
    return f"{written} " if written.startswith("\\") and written[-1].isalpha() else written


def _latex_name(tree: Math) -> str:
    text = tree.text or ""
    if text in _NAMES:
        return f"\\{text} "
    return _SIGNS[text] + " " if text in _SIGNS else text if len(text) == 1 else rf"\mathrm{{{text}}}"


def _latex_over(tree: Math) -> str:
    sign = "".join(tree[1].itertext())
    command = _OVER.get(sign)
    base = _latex_row(_alone(tree[0]))
    return rf"\{command}{{{base}}}" if command else rf"\overset{{{latex(tree[1])}}}{{{base}}}"


def _latex_delimited(tree: Math) -> str:
    """\\left and \\right stand in pairs; where Word shows one only, the other is a point."""
    text = _latex_row(tree)
    opens = [child for child in tree if child.get("form") == "prefix"]
    closes = [child for child in tree if child.get("form") == "postfix"]
    if opens and not closes:
        return text + r"\right."
    return r"\left." + text if closes and not opens else text


def _group(tree: Math) -> str:
    return _LATEX.get(tree.tag, _latex_row)(tree).strip()


_NAMES = frozenset("sin cos tan cot log ln lim max min gcd".split())
_OVER = {"‾": "overline", "ˆ": "widehat", "→": "overrightarrow", "⏜": "wideparen", "˜": "widetilde"}
# "sign command", one after another
_COMMANDS = """
× times ÷ div · cdot ⋅ cdot ± pm ≤ le ≥ ge ≠ ne ≈ approx ≡ equiv ∼ sim ⊥ perp ∥ parallel ∠ angle △ triangle ∆ Delta ∈ in
∉ notin ⊂ subset ∪ cup ∩ cap ∅ emptyset ∞ infty → to ⇒ Rightarrow ⇔ Leftrightarrow ⋮ vdots … dots ∑ sum ∏ prod ∫ int ∀ forall
∃ exists % % # # & & $ $ { { } } α alpha β beta γ gamma δ delta λ lambda μ mu π pi ρ rho φ varphi ω omega Δ Delta Ω Omega
ℕ mathbb{N} ℤ mathbb{Z} ℚ mathbb{Q} ℝ mathbb{R}
""".split()
_SIGNS = {sign: f"\\{name}" for sign, name in zip(_COMMANDS[::2], _COMMANDS[1::2], strict=True)}
_SIGNS |= {"−": "-", "°": r"^\circ", "′": "'"}
_NOT_IN_WORDS = re.compile(r"[{}$%#&_^~\\]")
_LATEX: dict[str, Callable[[Math], str]] = {
    "mn": lambda tree: (tree.text or "").replace(",", "{,}"),
    "mi": _latex_name,
    "mo": _latex_sign,
    "mtext": lambda tree: rf"\text{{{_NOT_IN_WORDS.sub(' ', tree.text or '')}}}",
    "mrow": _latex_delimited,
    "mfrac": lambda tree: rf"\frac{{{_group(tree[0])}}}{{{_group(tree[1])}}}",
    "msqrt": lambda tree: rf"\sqrt{{{_group(tree[0])}}}",
    "mroot": lambda tree: rf"\sqrt[{_group(tree[1])}]{{{_group(tree[0])}}}",
    "msup": lambda tree: rf"{{{_group(tree[0])}}}^{{{_group(tree[1])}}}",
    "msub": lambda tree: rf"{{{_group(tree[0])}}}_{{{_group(tree[1])}}}",
    "msubsup": lambda tree: rf"{{{_group(tree[0])}}}_{{{_group(tree[1])}}}^{{{_group(tree[2])}}}",
    "munderover": lambda tree: rf"{_group(tree[0])}_{{{_group(tree[1])}}}^{{{_group(tree[2])}}}",
    "munder": lambda tree: (
        rf"\underline{{{_group(tree[0])}}}"
        if tree[1].text == "_"
        else rf"{_group(tree[0])}_{{{_group(tree[1])}}}"
    ),
    "mover": _latex_over,
    "mtable": lambda tree: (
        r"\begin{array}{l}"
        + r"\\".join("&".join(_latex_row(cell) for cell in row) for row in tree)
        + r"\end{array}"
    ),
}
