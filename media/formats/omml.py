"""Formulas of Office (OMML) as MathML: one reading for showing, for search and for import.

formula(omath)   -> a MathML tree
plain(tree)      -> "3/4+√16", words of a search index and of an extract
latex(tree)      -> "\\frac{3}{4}+\\sqrt{16}", what an author's text holds
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element as Math

from media.formats.xml import Element

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
OMATH = f"{M}oMath"
DEEPEST = 60  # a formula nested deeper is read as its signs

_TOKEN = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[^\W\d_]|\S")
_LETTER = re.compile(r"[^\W\d_]")
_NARY = "∫"  # Word's own default
_PARTS = {f"{M}{name}" for name in ("e", "num", "den", "sup", "sub", "deg", "lim", "fName")}


def formula(omath: Element) -> Math:
    """The MathML of one `m:oMath`."""
    return _row("math", _read_all(omath, 0))


def _read_all(parent: Element, depth: int) -> list[Math]:
    return [made for child in parent if isinstance(child.tag, str) for made in _read(child, depth + 1)]


def _name(node: Element) -> str:
    return str(node.tag).removeprefix(M)


def _read(node: Element, depth: int) -> list[Math]:
    name = _name(node)
    if name == "r":
        return _run(node)
    if name.endswith("Pr") or not str(node.tag).startswith(M):
        return []
    if depth > DEEPEST:
        return _tokens("".join(node.itertext()))
    reader = _READERS.get(name)
    return reader(node, depth) if reader else _read_all(node, depth)


def _part(node: Element, name: str, depth: int) -> Math:
    part = node.find(f"{M}{name}")
    made = [] if part is None else _read_all(part, depth)
    return made[0] if len(made) == 1 else _row("mrow", made)


def _setting(node: Element, name: str, default: str = "") -> str:
    """The value of a property such as m:chr; given without a value it is empty."""
    found = node.find(f"{M}{_name(node)}Pr/{M}{name}")
    return default if found is None else (found.get(f"{M}val") or "")


def _is_on(node: Element, name: str) -> bool:
    found = node.find(f"{M}{_name(node)}Pr/{M}{name}")
    return found is not None and found.get(f"{M}val", "1") not in ("0", "off", "false")


def _run(node: Element) -> list[Math]:
    text = "".join(part.text or "" for part in node.findall(f"{M}t"))
    if node.find(f"{M}rPr/{M}nor") is not None:
        return [_leaf("mtext", text)] if text.strip() else []
    return _tokens(text)


def _tokens(text: str) -> list[Math]:
    made = []
    for sign in _TOKEN.findall(text):
        kind = "mn" if sign[0].isdecimal() else "mi" if _LETTER.fullmatch(sign) else "mo"
        made.append(_leaf(kind, "−" if sign == "-" else sign))
    return made


def _fraction(node: Element, depth: int) -> list[Math]:
    top, bottom = _part(node, "num", depth), _part(node, "den", depth)
    kind = _setting(node, "type")
    if kind in ("lin", "skw"):
        return [_row("mrow", [top, _leaf("mo", "/"), bottom])]
    made = _row("mfrac", [top, bottom])
    if kind == "noBar":
        made.set("linethickness", "0")
    return [made]


def _root(node: Element, depth: int) -> list[Math]:
    inside, degree = _part(node, "e", depth), _part(node, "deg", depth)
    if _is_on(node, "degHide") or not "".join(degree.itertext()):
        return [_row("msqrt", [inside])]
    return [_row("mroot", [inside, degree])]


def _scripts(tag: str, *names: str) -> Callable[[Element, int], list[Math]]:
    return lambda node, depth: [_row(tag, [_part(node, name, depth) for name in names])]


def _before(node: Element, depth: int) -> list[Math]:
    low, high = _part(node, "sub", depth), _part(node, "sup", depth)
    return [_row("msubsup", [_row("mrow", []), low, high]), _part(node, "e", depth)]


def _nary(node: Element, depth: int) -> list[Math]:
    sign, body = _leaf("mo", _setting(node, "chr", _NARY) or _NARY), _part(node, "e", depth)
    low = None if _is_on(node, "subHide") else _part(node, "sub", depth)
    high = None if _is_on(node, "supHide") else _part(node, "sup", depth)
    sides = sign.text == "∫"
    if low is not None and high is not None:
        return [_row("msubsup" if sides else "munderover", [sign, low, high]), body]
    if low is not None or high is not None:
        one = low if low is not None else high
        tag = ("msub" if sides else "munder") if low is not None else ("msup" if sides else "mover")
        return [_row(tag, [sign, one]) if one is not None else sign, body]
    return [sign, body]


def _delimited(node: Element, depth: int) -> list[Math]:
    begin, end = _setting(node, "begChr", "("), _setting(node, "endChr", ")")
    divide = _setting(node, "sepChr", "|")
    made = [_fence(begin, "prefix")] if begin else []
    for place, part in enumerate(node.findall(f"{M}e")):
        made += [_leaf("mo", divide)] if place else []
        made += _read_all(part, depth)
    return [_row("mrow", [*made, *([_fence(end, "postfix")] if end else [])])]


def _function(node: Element, depth: int) -> list[Math]:
    name, body = _part(node, "fName", depth), _part(node, "e", depth)
    letters = "".join(name.itertext())
    return [_leaf("mi", letters) if letters.isalpha() else name, body]


def _limit(tag: str) -> Callable[[Element, int], list[Math]]:
    def read(node: Element, depth: int) -> list[Math]:
        base = _part(node, "e", depth)
        letters = "".join(base.itertext())
        return [_row(tag, [_leaf("mi", letters) if letters.isalpha() else base, _part(node, "lim", depth)])]

    return read


def _accent(node: Element, depth: int) -> list[Math]:
    sign = _setting(node, "chr", "\u0302") or "\u0302"
    return [_row("mover", [_part(node, "e", depth), _leaf("mo", _ACCENTS.get(sign, sign))])]


def _bar(node: Element, depth: int) -> list[Math]:
    tag = "mover" if _setting(node, "pos", "bot") == "top" else "munder"
    return [_row(tag, [_part(node, "e", depth), _leaf("mo", "‾" if tag == "mover" else "_")])]


def _grouped(node: Element, depth: int) -> list[Math]:
    sign = _setting(node, "chr", "⏟") or "⏟"
    tag = "mover" if _setting(node, "pos", "bot") == "top" else "munder"
    return [_row(tag, [_part(node, "e", depth), _leaf("mo", sign)])]


def _matrix(node: Element, depth: int) -> list[Math]:
    rows = [
        _row("mtr", [_row("mtd", _read_all(cell, depth)) for cell in row.findall(f"{M}e")])
        for row in node.findall(f"{M}mr")
    ]
    return [_row("mtable", rows)]


def _equations(node: Element, depth: int) -> list[Math]:
    rows = [_row("mtr", [_row("mtd", _read_all(one, depth))]) for one in node.findall(f"{M}e")]
    return [_row("mtable", rows)]


_ACCENTS = {"\u0302": "ˆ", "\u0303": "˜", "\u20d7": "→", "\u0304": "‾", "\u0305": "‾", "\u0311": "⏜"}
_READERS: dict[str, Callable[[Element, int], list[Math]]] = {
    "f": _fraction,
    "rad": _root,
    "sSup": _scripts("msup", "e", "sup"),
    "sSub": _scripts("msub", "e", "sub"),
    "sSubSup": _scripts("msubsup", "e", "sub", "sup"),
    "sPre": _before,
    "nary": _nary,
    "d": _delimited,
    "func": _function,
    "limLow": _limit("munder"),
    "limUpp": _limit("mover"),
    "acc": _accent,
    "bar": _bar,
    "groupChr": _grouped,
    "m": _matrix,
    "eqArr": _equations,
    "phant": lambda node, depth: [],
}


def _leaf(tag: str, text: str) -> Math:
    made = Math(tag)
    made.text = text
    return made


def _fence(sign: str, form: str) -> Math:
    made = _leaf("mo", sign)
    made.attrib.update({"fence": "true", "stretchy": "true", "form": form})
    return made


def _row(tag: str, parts: Iterable[Math]) -> Math:
    made = Math(tag)
    made.extend(list(parts))
    return made
