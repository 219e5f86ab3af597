"""The one place where text from outside is made regular: for storing, marking, keys, names, rosters, codes, search, sorting.

    tidy(text)         several lines as they are kept: NFC, no sign that nobody sees, Đ for signs that only look like it
    tidy_line(text)    the same in one line; "" when nothing of it can be seen
    tidy_name(text)    a line of a person's or a place's name
    tidy_code(text)    a code or a sign-in name: no spaces, no wide letters
    comparable(text)   what two texts are compared by: whatever looks alike is alike
    plain(text)        comparable, lower case, without accents: for finding, never for showing

Nothing else in the house imports `unicodedata`; `tests/architecture/test_spelling.py` holds that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

# Old keyboards, code pages and fonts write these for the letters of the alphabet; they look the same on paper.
LOOK_ALIKES = {
    "Ð": "Đ",  # U+00D0, Icelandic eth
    "Ɖ": "Đ",  # U+0189, African d
    "ð": "đ",  # U+00F0
    "ɖ": "đ",  # U+0256
    "₫": "đ",  # U+20AB, the currency
    "Ǎ": "Ă",  # caron for breve
    "ǎ": "ă",
}
TONES = (
    "\u0300\u0309\u0303\u0301\u0323"  # none, grave, hook, tilde, acute, dot below: the order of dictionaries
)

_CAPITALS = str.maketrans(
    {sign: LOOK_ALIKES[sign] for sign in "ÐƉ"}
)  # a small ð is a sound in English lessons
_ALL_ALIKE = str.maketrans(LOOK_ALIKES)
_STRUCK_D = re.compile("([dD])[\u0335\u0336]")
_DONG_IN_WORD = re.compile(r"(?<!₫)₫++(?=[^\W\d_])|(?<=[^\W\d_])₫++")  # "₫ường", not "5000 ₫"
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN_SPACES = "\u2800\u3164\uffa0\u115f\u1160"  # they take room and show nothing
_TCVN3 = re.compile("[A-Za-z\xad]*[¡-¬®-¹»-¿][A-Za-z\xad]+|[A-Za-z\xad]+[¡-¬®-¹»-¿]")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


# Fillers, and marks that choose a shape (variation selectors).
_FILLERS = frozenset(
    {0x034F, 0x17B4, 0x17B5, 0xFFFE, 0xFFFF, *map(ord, _UNSEEN_SPACES), *range(0x180B, 0x1810)}
    | {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
)
# Where such signs can stand: beyond these planes Unicode has ideographs and private signs only.
_PLANES = (range(0x20000), range(0xE0000, 0xE1000))


def _is_unseen(code: int) -> bool:
    """Control, format and filler characters, halves of characters, marks that choose a shape."""
    sign = chr(code)
    if code in _FILLERS or sign.isprintable():
        return code in _FILLERS
    category = unicodedata.category(sign)
    return category in {"Cf", "Cs"} or (category in {"Cc", "Zl", "Zp"} and not sign.isspace())


@cache
def unseen() -> frozenset[int]:
    """The code of every sign that nobody sees. Worked out at every start of a process, so it has to be quick."""
    return frozenset(code for plane in _PLANES for code in plane if _is_unseen(code))


def character_class(codes: Iterable[int]) -> str:
    """The inside of a character class: neighbours as one range, which the matcher finds much faster."""
    runs: list[list[int]] = []
    for code in sorted(codes):
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in runs)


_SPOOFING = re.compile("[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile(f"[{character_class(unseen())}]")


def tidy(text: str) -> str:
    """Several lines as they are kept. What has a meaning stays: joiners of emoji and of other scripts, ð of English sounds,
    ₫ of prices, and the soft hyphen where it is a letter of an old font.

    >>> tidy("Ða\\u0323i\\u200b số\\x0b5000 ₫")
    'Đại số\\n5000 ₫'
    """
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text)
    return _lettered(_without_unseen(text) if _UNSEEN.search(text) else text)


def visible(text: str) -> str:
    """Like `tidy`, and without the signs that only shape others: for extracts, indexes and highlights."""
    if text.isascii() and text.isprintable():
        return text
    return _lettered(_UNSEEN.sub("", _LINE_ENDS.sub("\n", text)))


def tidy_line(text: str) -> str:
    """One line with single spaces and nothing at its ends.

    >>> tidy_line(" \\u200b\\u00a0 "), tidy_line("Toán\\n lớp 6")
    ('', 'Toán lớp 6')
    """
    return " ".join(tidy(text).split())


def tidy_name(text: str) -> str:
    """A name: every look-alike is the letter that it stands for.

    >>> tidy_name("ÐỖ  Thị ₫ào")
    'ĐỖ Thị đào'
    """
    return " ".join(comparable(text).split())


def tidy_code(text: str) -> str:
    """A code or a sign-in name: wide letters and dashes as on a keyboard, no spaces.

    >>> tidy_code(" ＡＢ–12\\u200b ")
    'AB-12'
    """
    return composed("".join(comparable(wide(text)).translate(_DASHES).split()))


def comparable(text: str) -> str:
    """Whatever looks the same is the same; spaces and case are left as they are.

    >>> comparable("Ðống\\u200b Ɖa") == comparable("Đống Đa")
    True
    """
    if text.isascii() and text.isprintable():
        return text
    text = _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))
    return composed(_STRUCK_D.sub(_d_bar, text).translate(_ALL_ALIKE))


def is_spoofed(text: str) -> bool:
    """Signs that no keyboard makes by accident: control characters, and those that turn the direction of what follows.

    >>> is_spoofed("Lê \\u202eVăn"), is_spoofed("Lê\\u200b Văn")
    (True, False)
    """
    return _SPOOFING.search(text) is not None


def looks_empty(text: str) -> bool:
    """Nothing of it can be seen."""
    return not comparable(text).strip()


def caseless(text: str) -> str:
    """Comparable text in one case.

    >>> caseless("ĐỐNG ĐA") == caseless("ðống ða")
    True
    """
    return composed(comparable(text).casefold())


def plain(text: str) -> str:
    """Lower case without accents, single spaces.

    >>> plain(" Khoa học  TỰ NHIÊN, ðại số")
    'khoa hoc tu nhien, dai so'
    """
    return " ".join(drop_accents(comparable(text).lower()).split())


def drop_accents(text: str) -> str:
    """Letters without their marks, đ as d.

    >>> drop_accents("Đường")
    'Duong'
    """
    apart = spread(text.replace("đ", "d").replace("Đ", "D"))
    return composed("".join(sign for sign in apart if not unicodedata.combining(sign)))


def spread(text: str) -> str:
    """Each letter followed by its marks."""
    return unicodedata.normalize("NFD", text)


def composed(text: str) -> str:
    """Letters and their marks as one character."""
    return unicodedata.normalize("NFC", text)


def wide(text: str) -> str:
    """Wide, raised, circled signs as plain ones: ２ as 2, ² as 2, ½ as 1⁄2."""
    return unicodedata.normalize("NFKC", text)


def is_mark(sign: str) -> bool:
    """A mark on the letter before it."""
    return unicodedata.combining(sign) > 0


def split_tone(letter: str) -> tuple[str, str]:
    """The letter without its tone, and the tone.

    >>> split_tone("ấ") == ("â", "\\u0301")
    True
    """
    apart = spread(letter)
    tone = "".join(mark for mark in apart if mark in TONES)
    return composed("".join(mark for mark in apart if mark not in TONES)), tone


def _lettered(text: str) -> str:
    return _DONG_IN_WORD.sub("đ", composed(_STRUCK_D.sub(_d_bar, text).translate(_CAPITALS)))


def _d_bar(match: re.Match[str]) -> str:
    return "đ" if match[1] == "d" else "Đ"


def _without_unseen(text: str) -> str:
    """Unseen signs go, unless they shape the signs beside them."""
    old_font = "\xad" in text and _TCVN3.search(text) is not None
    kept: list[str] = []
    last = len(text) - 1
    for place, sign in enumerate(text):
        if not _UNSEEN.match(sign):
            kept.append(sign)
        elif (sign == "\xad" and old_font) or (
            kept and _shapes(sign, kept[-1], text[place + 1] if place < last else "")
        ):
            kept.append(sign)
    return "".join(kept)


def _shapes(sign: str, before: str, after: str) -> bool:
    """A joiner between signs of a script that joins, the picture form of a sign, the letters of a flag."""
    if sign in "\u200c\u200d":
        return (before in "\ufe0e\ufe0f" or _joins(before)) and _joins(after)
    if sign in "\ufe0e\ufe0f":
        return _joins(before) or after == "\u20e3"
    return 0xE0020 <= ord(sign) <= 0xE007F and (before == "\U0001f3f4" or 0xE0020 <= ord(before) <= 0xE007E)


def _joins(sign: str) -> bool:
    """Of a script or a set of pictures that has joiners: not Latin, Greek, Cyrillic."""
    if sign in ("", "₫") or _UNSEEN.match(sign):
        return False
    return ord(sign) >= 0x0600 and not 0x1E00 <= ord(sign) < 0x2010
