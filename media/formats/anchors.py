"""Anchors: one grammar for a place in a file, shared by hits, bookmarks, comments and progress.

`page=12` · `slide=5` · `t=95` (seconds) · `ch=3` or `ch=3/fragment` · `item=<identifier>` · `path=<file in package>`
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, unquote

MAX_LENGTH = 300
_NUMBER = re.compile(r"[0-9]{1,7}", re.ASCII)


class AnchorKind(StrEnum):
    """What an anchor counts or names."""

    PAGE = "page"
    SLIDE = "slide"
    TIME = "t"
    CHAPTER = "ch"
    ITEM = "item"
    PATH = "path"


_KINDS = {kind.value: kind for kind in AnchorKind}
_COUNTED = {AnchorKind.PAGE, AnchorKind.SLIDE, AnchorKind.TIME, AnchorKind.CHAPTER}


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place: a kind with a number (page, slide, t, ch) or a name (item, path; fragment of a chapter)."""

    kind: AnchorKind
    number: int = 0
    name: str = ""


def parse_anchor(text: str) -> Anchor | None:
    """Read an anchor, with or without a leading `#`; None for anything that is not one.

    >>> parse_anchor("page=12")
    Anchor(kind=<AnchorKind.PAGE: 'page'>, number=12, name='')
    """
    kind_text, equals, value = text[:MAX_LENGTH].removeprefix("#").partition("=")
    kind = _KINDS.get(kind_text)
    if not equals or kind is None or not value:
        return None
    if kind not in _COUNTED:
        return Anchor(kind, name=unquote(value))
    digits, _, fragment = value.partition("/")
    if not _NUMBER.fullmatch(digits) or (fragment and kind is not AnchorKind.CHAPTER):
        return None
    if int(digits) == 0 and kind in {AnchorKind.PAGE, AnchorKind.SLIDE}:
        return None
    return Anchor(kind, int(digits), unquote(fragment))


def format_anchor(anchor: Anchor) -> str:
    """The text of an anchor; `parse_anchor` reads it back.

    >>> format_anchor(Anchor(AnchorKind.TIME, 95))
    't=95'
    """
    if anchor.kind not in _COUNTED:
        return f"{anchor.kind}={quote(anchor.name, safe='/._-')}"
    fragment = f"/{quote(anchor.name, safe='._-')}" if anchor.name else ""
    return f"{anchor.kind}={anchor.number}{fragment}"


def page(number: int) -> str:
    """`page=12`; pages count from 1."""
    return format_anchor(Anchor(AnchorKind.PAGE, number))


def slide(number: int) -> str:
    """`slide=5`; slides count from 1."""
    return format_anchor(Anchor(AnchorKind.SLIDE, number))


def chapter(number: int, fragment: str = "") -> str:
    """`ch=3` or `ch=3/fragment`."""
    return format_anchor(Anchor(AnchorKind.CHAPTER, number, fragment))


def moment(seconds: float) -> str:
    """`t=95`; whole seconds from the start."""
    return format_anchor(Anchor(AnchorKind.TIME, int(seconds)))
