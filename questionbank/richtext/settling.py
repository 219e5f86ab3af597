"""From the converter's tree to one that says the same on every screen: accents that stretch, signs with the space of their
kind, upright units and elements. Works on ElementTree in place; what cannot be settled raises Unsettled."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from xml.etree.ElementTree import Element

from config.spelling import composed

_RELATION = "0.278em"
_DIVISION = "0.222em"
_THIN = "0.167em"
_NONE = "0em"

# First capital, first small letter, first digit; 0: none.
_ALPHABETS = {
    "bold": (0x1D400, 0x1D41A, 0x1D7CE),
    "bold-italic": (0x1D468, 0x1D482, 0),
    "script": (0x1D49C, 0, 0),
}
_HOLES = {  # script capitals that stand elsewhere
    **{
        0x1D49D: "ℬ",
        0x1D4A0: "ℰ",
        0x1D4A1: "ℱ",
        0x1D4A3: "ℋ",
        0x1D4A4: "ℐ",
        0x1D4A7: "ℒ",
        0x1D4A8: "ℳ",
        0x1D4AD: "ℛ",
    }
}
_BRACKETS = frozenset("()[]")
_CLOSE = frozenset("∠⋯….")
_NEVER_TALL = frozenset(("∥", "∦", "∣", "∤", "//"))
_PRIMES = frozenset("′″‴")
_MINUS = frozenset("−+±∓")
_AFTER = frozenset(")]}|⟩′″‴%!°⋯…↑↓")  # signs after which − subtracts
RELATIONS = frozenset("⟶⟵⟷∼≁⟂⊥∥∦⩽⩾≤≥≅≃≈∝∣∤≐≪≫≡≢⋮⇌∷≜")
_ONE_FOR_MANY = {"~": "∼", "⧵": "∖", "⟂": "⊥", "⋅": "·", "◻": "□"}
_BINARY = frozenset(":∖\\÷×·")
_UPRIGHT = frozenset("△□▱◯∠%‰°∅∞ΓΔΘΛΞΠΣΦΨΩ")
_LINES, _HATS, _TILDES = frozenset("―‾¯_̅"), frozenset("^ˆ̂"), frozenset("~˜̃")
_ARROWS, _ARCS = frozenset("→⃗"), frozenset("⌢⏜")
_MARKS = {_LINES: "‾", _HATS: "\u0302", _TILDES: "\u0303", _ARROWS: "\u20d7", _ARCS: "⏜"}
LINE, HAT, ARROW, ARC = "‾", "\u0302", "\u20d7", "⏜"
_SLASH = "⧸"  # how the converter writes \not
_STRUCK = "\u0338"
_ROWS = ("mrow", "mtd", "math", "msqrt", "mstyle")
_SCRIPTS = ("msup", "msub", "msubsup")
FUNCTIONS = frozenset(
    "sin cos tan cot sec csc arcsin arccos arctan log ln lg exp lim max min sup inf det gcd deg dim arg".split()
)


class Unsettled(ValueError):
    """Something stands alone that needs a neighbour."""


def settle(element: Element) -> None:
    """Mend `element` and everything below."""
    if element.tag in _ROWS:
        _join(element)
    for child in element:
        settle(child)
    _TOKENS.get(element.tag, _leave)(element)
    if element.tag in _ROWS:
        _space_row(element)


def _leave(element: Element) -> None:
    """Nothing to mend."""


def _join(row: Element) -> None:
    """What the converter left as several neighbours and is one: \\not, \\wideparen, `//`, letters of one upright word."""
    children = list(row)
    for place, child in enumerate(children):
        if child.tag == "mpadded" and _text(child) == _SLASH:
            _strike(row, child, children[place + 1 : place + 2])
        elif child.tag == "mi" and child.text == "⏜":
            _arch(row, child, children[place + 1 : place + 2])
    for before, after in pairwise(list(row)):
        if before.tag == after.tag == "mo" and before.text == after.text == "/":
            before.text = "//"
            row.remove(after)
            break
    _join_upright(row)


def _strike(row: Element, slash: Element, following: list[Element]) -> None:
    if not following or following[0].tag not in ("mo", "mi") or not following[0].text:
        raise Unsettled
    following[0].tag = "mo"
    following[0].text = composed(_ONE_FOR_MANY.get(following[0].text, following[0].text) + _STRUCK)
    row.remove(slash)


def _arch(row: Element, arc: Element, following: list[Element]) -> None:
    if not following:
        raise Unsettled
    arch = Element("mover")
    row.insert(list(row).index(arc), arch)
    row.remove(following[0])
    row.remove(arc)
    mark = Element("mo")
    mark.text = ARC
    arch.extend([following[0], mark])


def _join_upright(row: Element) -> None:
    """\\mathrm{cm} is one word. The converter gives each letter a place of its own."""
    letters = [child for child in row if child.tag == "mi" and child.get("mathvariant") == "normal"]
    if len(letters) == len(row) > 1:
        letters[0].text = "".join(letter.text or "" for letter in letters)
        letters[0].attrib.pop("mathvariant")
        for letter in letters[1:]:
            row.remove(letter)


def _settle_identifier(element: Element) -> None:
    _as_letters(element)
    text = _ONE_FOR_MANY.get(element.text or "", element.text or "")
    element.text = text
    if text in RELATIONS or text in _BINARY:
        element.tag = "mo"
        _settle_operator(element)
    elif text in _PRIMES:
        element.tag = "mo"
        _space(element, _NONE)
    elif text in _UPRIGHT:
        element.set("mathvariant", "normal")


def _as_letters(element: Element) -> None:
    """MathML Core knows no bold or script letters but those of Unicode."""
    starts = _ALPHABETS.get(element.get("mathvariant", ""))
    text = element.text or ""
    if starts and text.isascii() and text.isalnum():
        element.text = "".join(_letter(sign, *starts) for sign in text)
        element.attrib.pop("mathvariant")


def _letter(sign: str, capitals: int, small: int, digits: int) -> str:
    if sign.isdigit():
        return chr(digits + int(sign)) if digits else sign
    start, first = (capitals, "A") if sign.isupper() else (small, "a")
    code = start + ord(sign) - ord(first)
    return _HOLES.get(code, chr(code)) if start else sign


def _settle_operator(element: Element) -> None:
    text = _ONE_FOR_MANY.get(element.text or "", element.text or "")
    element.text = text
    if text.isalpha() and text.isascii():  # \\operatorname, \\gcd: a name, with the space of a name
        _as_identifier(element, upright=len(text) == 1)
    elif text in _UPRIGHT and text != "∠":
        _as_identifier(element, upright=True)
    else:
        _space_sign(element, text)


def _as_identifier(element: Element, *, upright: bool) -> None:
    element.tag = "mi"
    element.attrib.clear()
    if upright:
        element.set("mathvariant", "normal")


def _space_sign(element: Element, text: str) -> None:
    if text in _BINARY:
        _space(element, _DIVISION)
    elif text in RELATIONS or text == "//" or text.endswith(_STRUCK):
        _space(element, _RELATION)
    elif text in _CLOSE:
        _space(element, _NONE)
    elif text == ";":
        element.set("lspace", _NONE)
        element.set("rspace", _DIVISION)
    bare = text in _BRACKETS and "fence" not in element.attrib
    if bare or text in _NEVER_TALL:
        element.set("stretchy", "false")


def _settle_over(element: Element) -> None:
    _base, mark = element
    sign = _text(mark)
    kind = next((made for signs, made in _MARKS.items() if sign in signs), None)
    if kind is None:
        return
    for child in list(mark):
        mark.remove(child)
    mark.tag, mark.text = "mo", kind
    mark.attrib.clear()
    mark.set("stretchy", "true")
    element.set("accent", "true")


def _settle_under(element: Element) -> None:
    if _text(element[1]) in _LINES | {"̲"} and element[1].tag == "mo":
        element[1].text = "\u0332"
        element[1].set("stretchy", "true")


def _settle_scripts(element: Element) -> None:
    """Signs in raised and lowered places stand close, as in print; primes stand beside their letter."""
    if element.tag == "msup":
        _lower_primes(element)
    for script in list(element)[1:]:
        for sign in script.iter("mo"):
            _space(sign, _NONE)


def _lower_primes(power: Element) -> None:
    base, script = power
    signs = list(script) if script.tag == "mrow" else [script]
    primes = [sign for sign in signs if sign.tag == "mo" and (sign.text or "") in _PRIMES]
    if not primes or signs[: len(primes)] != primes:
        return
    primed = Element("mrow")
    primed.extend([base, *primes])
    for sign in primes:
        _space(sign, _NONE)
    rest = signs[len(primes) :]
    for child in list(power):
        power.remove(child)
    if not rest:
        power.tag = "mrow"
        power.extend(list(primed))
        return
    raised = rest[0] if len(rest) == 1 else Element("mrow")
    if raised is not rest[0]:
        raised.extend(rest)
    power.extend([primed, raised])


def _space(sign: Element, width: str) -> None:
    sign.set("lspace", width)
    sign.set("rspace", width)


def _space_row(row: Element) -> None:
    _space_bars(row)
    _mark_signed(row)
    children = list(row)
    for place, child in enumerate(children):
        if not _is_name(child):
            continue
        if place and not _is_open(children[place - 1]):
            row.insert(list(row).index(child), _thin())
        if place + 1 < len(children) and not _is_sign(children[place + 1]):
            row.insert(list(row).index(child) + 1, _thin())


def _space_bars(row: Element) -> None:
    """Bars in pairs are fences; a single one divides what stands beside it."""
    bars = [child for child in row if child.tag == "mo" and child.text == "|" and not child.get("fence")]
    for place, bar in enumerate(bars):
        _space(bar, _NONE if len(bars) % 2 == 0 else _RELATION)
        if len(bars) % 2 == 0:
            bar.set("form", "postfix" if place % 2 else "prefix")


def _mark_signed(row: Element) -> None:
    """A − that begins something is a part of it."""
    before: Element | None = None
    for child in row:
        begins = before is None or (before.tag == "mo" and (before.text or "") not in _AFTER)
        opens = before is not None and before.text == "|" and before.get("form") != "postfix"
        if child.tag == "mo" and child.text in _MINUS and (begins or opens) and "lspace" not in child.attrib:
            child.set("form", "prefix")
            _space(child, _NONE)
        before = child


def _is_name(element: Element) -> bool:
    base = element[0] if element.tag in (*_SCRIPTS, "munder") and len(element) else element
    return base.tag == "mi" and (base.text in FUNCTIONS or base.text in ("ƯCLN", "BCNN", "BC", "ƯC"))


def _is_sign(element: Element) -> bool:
    first = element[0] if element.tag == "mrow" and len(element) else element
    return first.tag in ("mo", "mspace")


def _is_open(element: Element) -> bool:
    return element.tag in ("mo", "mspace")


def _thin() -> Element:
    return Element("mspace", {"width": _THIN})


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()


_TOKENS: dict[str, Callable[[Element], None]] = {
    "mi": _settle_identifier,
    "mo": _settle_operator,
    "mover": _settle_over,
    "munder": _settle_under,
    **dict.fromkeys(_SCRIPTS, _settle_scripts),
}
