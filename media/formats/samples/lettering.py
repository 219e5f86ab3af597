"""Vietnamese letters for sample PDFs on machines without fonts: base letters of Helvetica, marks drawn as strokes.

Every PDF reader brings Helvetica, none brings "ễ" in it. Each letter becomes a glyph procedure of a Type 3 font.
Units are thousandths of the letter size.
"""

from __future__ import annotations

import unicodedata

_ASCII_WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 "
    "556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 "
    "667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 "
    "556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_WIDTHS = {chr(32 + index): int(width) for index, width in enumerate(_ASCII_WIDTHS.split())}
_WIDTHS |= {
    "“": 333,
    "”": 333,
    "‘": 222,
    "’": 222,
    "—": 1000,
    "…": 1000,
    "½": 834,
    "×": 584,
    "÷": 584,
    "°": 400,
    "•": 350,
}
_OTHER_WIDTH = 556
_CIRCUMFLEX, _BREVE, _HORN, _BELOW = "\u0302", "\u0306", "\u031b", "\u0323"
_ACUTE, _GRAVE, _HOOK, _TILDE = "\u0301", "\u0300", "\u0309", "\u0303"
_TONES = (_ACUTE, _GRAVE, _HOOK, _TILDE)


def letter_width(letter: str) -> int:
    """How far a letter advances."""
    base = unicodedata.normalize("NFD", letter)[0]
    return _WIDTHS.get({"đ": "d", "Đ": "D"}.get(base, base), _OTHER_WIDTH)


def glyph(letter: str) -> bytes:
    """The glyph procedure of a letter; its resources name Helvetica (WinAnsi) as /H."""
    base, *marks = list(unicodedata.normalize("NFD", letter))
    width = letter_width(letter)
    parts = [f"{width} 0 d0", "62 w 1 J 1 j"]
    parts.append(_base(base, dotless=any(mark != _BELOW for mark in marks)))
    parts.extend(_marks(base, marks, width))
    return "\n".join(parts).encode("ascii")


def _base(base: str, *, dotless: bool) -> str:
    if base == "i" and dotless:
        return "67 0 88 523 re f"
    if base in "đĐ":
        bar = "300 605 m 600 605 l S" if base == "đ" else "-20 360 m 330 360 l S"
        return f"{_shown('d' if base == 'đ' else 'D')}\n{bar}"
    return _shown(base)


def _shown(sign: str) -> str:
    try:
        code = sign.encode("cp1252")
    except UnicodeEncodeError:
        return "60 0 400 500 re S"
    return f"BT /H 1000 Tf <{code.hex()}> Tj ET"


def _marks(base: str, marks: list[str], width: int) -> list[str]:
    middle = width // 2
    top = 770 if base.isupper() else 575
    drawn = []
    if _HORN in marks:
        edge, high = width - 60, top - 60
        drawn.append(
            f"{edge - 20} {high - 10} m {edge + 90} {high} {edge + 110} {high + 60} {edge + 90} {high + 120} c S"
        )
    if _BELOW in marks:
        drawn.append(f"{middle - 50 + (150 if base in 'yY' else 0)} -205 100 95 re f")
    shaped = {_CIRCUMFLEX, _BREVE} & set(marks)
    if _CIRCUMFLEX in marks:
        drawn.append(f"{middle - 125} {top} m {middle} {top + 105} l {middle + 125} {top} l S")
    if _BREVE in marks:
        low, high = top - 25, top + 95
        drawn.append(
            f"{middle - 125} {high} m {middle - 90} {low} {middle + 90} {low} {middle + 125} {high} c S"
        )
    height = top + (165 if shaped else 5)
    drawn.extend(_tone(mark, middle, height) for mark in marks if mark in _TONES)
    return drawn


def _tone(mark: str, x: int, y: int) -> str:
    if mark == _ACUTE:
        return f"{x - 45} {y} m {x + 75} {y + 115} l S"
    if mark == _GRAVE:
        return f"{x + 45} {y} m {x - 75} {y + 115} l S"
    if mark == _HOOK:
        return (
            f"{x - 60} {y + 90} m {x - 30} {y + 160} {x + 110} {y + 130} {x + 10} {y + 55} c {x + 5} {y} l S"
        )
    return f"{x - 130} {y + 20} m {x - 60} {y + 150} {x + 40} {y - 50} {x + 130} {y + 85} c S"
