"""Anchors in words, as hits, notes and bookmarks show them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from media.formats.anchors import AnchorKind, parse_anchor


def anchor_label(text: str) -> str:
    """ "page=12" becomes "page 12", "t=95" becomes "1:35", both in the active language; anything else stays.

    >>> anchor_label("t=95")
    '1:35'
    """
    anchor = parse_anchor(text)
    if anchor is None:
        return text
    if anchor.kind is AnchorKind.TIME:
        minutes, seconds = divmod(anchor.number, 60)
        return f"{minutes}:{seconds:02d}"
    words = {
        AnchorKind.PAGE: _("page %(number)s"),
        AnchorKind.SLIDE: _("slide %(number)s"),
        AnchorKind.CHAPTER: _("part %(number)s"),
    }
    return words[anchor.kind] % {"number": anchor.number} if anchor.kind in words else anchor.name
