"""How a formula is read aloud: from the MathML tree, in the language of the active translation."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionbank.richtext.settling import ARC, LINE

SIGNS = {
    "<": gettext_lazy("is less than"),
    ">": gettext_lazy("is greater than"),
    "=": gettext_lazy("equals"),
    "≤": gettext_lazy("is at most"),
    "⩽": gettext_lazy("is at most"),
    "≥": gettext_lazy("is at least"),
    "⩾": gettext_lazy("is at least"),
    "≠": gettext_lazy("is not equal to"),
    "≈": gettext_lazy("is approximately"),
    "+": gettext_lazy("plus"),
    "−": gettext_lazy("minus"),
    "±": gettext_lazy("plus or minus"),
    "×": gettext_lazy("times"),
    "⋅": gettext_lazy("times"),
    "·": gettext_lazy("times"),
    "÷": gettext_lazy("divided by"),
    "∈": gettext_lazy("is in"),
    "∉": gettext_lazy("is not in"),
    "⊂": gettext_lazy("is a subset of"),
    "∪": gettext_lazy("union"),
    "∩": gettext_lazy("intersection"),
    "∅": gettext_lazy("the empty set"),
    "∞": gettext_lazy("infinity"),
    "→": gettext_lazy("tends to"),
    "⇒": gettext_lazy("implies"),
    "⇔": gettext_lazy("if and only if"),
    "⊥": gettext_lazy("is perpendicular to"),
    "⟂": gettext_lazy("is perpendicular to"),
    "∥": gettext_lazy("is parallel to"),
    "∠": gettext_lazy("angle"),
    "△": gettext_lazy("triangle"),
    "∫": gettext_lazy("the integral"),
    "∑": gettext_lazy("the sum"),
    "∏": gettext_lazy("the product"),
    "∀": gettext_lazy("for all"),
    "∃": gettext_lazy("there is"),
    "∘": gettext_lazy("degrees"),
    "′": gettext_lazy("prime"),
    ":": gettext_lazy("divided by"),
    "⋮": gettext_lazy("is divisible by"),
    "⋮\u0338": gettext_lazy("is not divisible by"),
    "∼": gettext_lazy("is similar to"),
    "∽": gettext_lazy("is similar to"),
    "↑": gettext_lazy("escapes"),
    "↓": gettext_lazy("settles"),
    "≁": gettext_lazy("is not similar to"),
    "∦": gettext_lazy("is not parallel to"),
    "//": gettext_lazy("is parallel to"),
    "⊄": gettext_lazy("is not a subset of"),
    "∖": gettext_lazy("without"),
    "∣": gettext_lazy("such that"),
    "∤": gettext_lazy("does not divide"),
    "≅": gettext_lazy("is congruent to"),
    "≡": gettext_lazy("is identical to"),
    "%": gettext_lazy("percent"),
    "\\": gettext_lazy("without"),
    "⇌": gettext_lazy("gives and takes back"),
    "□": gettext_lazy("empty box"),
    "▱": gettext_lazy("parallelogram"),
}
_GIVES = gettext_lazy("gives")
_POWERS = {"2": gettext_lazy("squared"), "3": gettext_lazy("cubed"), "′": gettext_lazy("prime")}
_WITH_BOUNDS = {"∫", "∬", "∮", "∑", "∏", "⋃", "⋂"}
_ARROWS = {"→", "\u20d7"}
_HATS = {"^", "\u0302"}


def say(element: Element) -> str:
    """The formula in words; every text in `element` is already plain characters."""
    speak = _SPEAKERS.get(element.tag, _say_row)
    return " ".join(speak(element).split())


def _say_row(element: Element) -> str:
    arrow = str(_GIVES) if _is_reaction(element) else None
    return " ".join(arrow if arrow and child.text == "→" else say(child) for child in element)


def _is_reaction(row: Element) -> bool:
    """An arrow between upright elements."""
    names = (
        one.text or ""
        for one in row.iter("mi")
        if one.get("mathvariant") == "normal" or len(one.text or "") == 2
    )
    return any(child.text == "→" for child in row) and any(
        name[:1].isupper() and name.isascii() for name in names
    )


def _say_text(element: Element) -> str:
    return element.text or ""


def _say_sign(element: Element) -> str:
    sign = (element.text or "").strip()
    return str(SIGNS.get(sign, sign))


def _say_fraction(element: Element) -> str:
    top, bottom = (say(child) for child in element)
    if element.get("linethickness") == "0":
        return _("%(top)s choose %(bottom)s") % {"top": top, "bottom": bottom}
    if " " not in top and " " not in bottom:
        return _("%(top)s over %(bottom)s") % {"top": top, "bottom": bottom}
    return _("the fraction %(top)s over %(bottom)s, end of fraction") % {"top": top, "bottom": bottom}


def _say_square_root(element: Element) -> str:
    return _("the square root of %(inside)s") % {"inside": _closed(_say_row(element), _("end of root"))}


def _say_root(element: Element) -> str:
    inside, index = (say(child) for child in element)
    values = {"index": index, "inside": _closed(inside, _("end of root"))}
    return _("the root of order %(index)s of %(inside)s") % values


def _say_power(element: Element) -> str:
    base, power = element
    spoken, exponent = say(base), say(power)
    sign = "".join(power.itertext()).strip()
    if sign in _POWERS:
        return f"{spoken} {_POWERS[sign]}"
    if sign == "∘":
        return f"{spoken} {SIGNS['∘']}"
    return _("%(base)s to the power %(power)s") % {
        "base": spoken,
        "power": _closed(exponent, _("end of power")),
    }


def _say_index(element: Element) -> str:
    base, index = (say(child) for child in element)
    if base == "lim":
        return _("%(base)s as %(index)s") % {"base": base, "index": index}
    return _("%(base)s sub %(index)s") % {"base": base, "index": index}


def _say_bounds(element: Element) -> str:
    base, low, high = (say(child) for child in element)
    if "".join(element[0].itertext()).strip() not in _WITH_BOUNDS:
        values = {"base": base, "index": low, "power": _POWERS.get(high, high)}
        return _("%(base)s sub %(index)s, raised %(power)s") % values
    return _("%(base)s from %(low)s to %(high)s") % {"base": base, "low": low, "high": high}


def _say_over(element: Element) -> str:
    base, mark = element
    spoken = say(base)
    sign = "".join(mark.itertext()).strip()
    if sign in _ARROWS:
        return _("vector %(name)s") % {"name": spoken}
    if sign in _HATS:
        return _("angle %(name)s") % {"name": spoken}
    if sign == LINE:
        return _("line above %(name)s") % {"name": _closed(spoken, _("end of line"))}
    if sign == ARC:
        return _("arc %(name)s") % {"name": spoken}
    return _("%(base)s with %(mark)s above") % {"base": spoken, "mark": say(mark)}


def _say_under(element: Element) -> str:
    base, mark = (say(child) for child in element)
    return _("%(base)s with %(mark)s below") % {"base": base, "mark": mark}


def _say_table(element: Element) -> str:
    rows = [", ".join(say(cell) for cell in row) for row in element]
    spoken = [
        _("row %(number)d: %(row)s") % {"number": number, "row": row} for number, row in enumerate(rows, 1)
    ]
    return "; ".join(spoken)


def _closed(spoken: str, end: str) -> str:
    """What takes several words says where it ends."""
    return f"{spoken}, {end}," if " " in spoken else spoken


_SPEAKERS: dict[str, Callable[[Element], str]] = {
    "mi": _say_sign,
    "mo": _say_sign,
    "mn": _say_text,
    "mtext": _say_text,
    "mspace": lambda element: "",
    "mfrac": _say_fraction,
    "msqrt": _say_square_root,
    "mroot": _say_root,
    "msup": _say_power,
    "msub": _say_index,
    "msubsup": _say_bounds,
    "munderover": _say_bounds,
    "mover": _say_over,
    "munder": _say_under,
    "mtable": _say_table,
}
