"""Showing a blob: which player, and everything it needs, from the renditions and the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from media.files.cleaning import is_waiting
from media.files.delivery import Deliverable
from media.files.models import StoredBlob
from media.files.sections import described, read
from media.files.wording import finding_words
from media.formats.anchors import AnchorKind, parse_anchor
from media.formats.base import Inspection, Section
from media.formats.registry import FORMATS
from media.players.base import PLAYERS, FilePlayer, OutlineView, PageView, Picture, PlayerContext
from media.players.formulas import lines_of
from media.previews import services as previews

PAGES_AT_ONCE = 200
_WARNED = {"av.convert"}  # findings that the person in front of the player must know
_NO_NOTES = ""


@dataclass(frozen=True)
class Links:
    """How the caller makes addresses.

    `file(deliverable, name)` signs an address on the content host; `page(number)` is an address of the caller's
    own that asks for a missing page and redirects to a drawn one (`media.previews.services.page_picture`).
    """

    file: Callable[[Deliverable, str], str]
    page: Callable[[int], str]
    download: str | None = None


@dataclass(frozen=True)
class Wishes:
    """How the caller wants it shown; `notes` maps anchors to safe HTML that stands beside the page or slide."""

    start_anchor: str = ""
    is_reviewer: bool = False
    notes: Mapping[str, SafeString] = field(default_factory=dict)
    id_prefix: str = ""


def player_for(subject: StoredBlob | Inspection) -> FilePlayer:
    """The player of a file's format; the download card for anything unknown."""
    if subject.handler not in FORMATS:
        return PLAYERS["download"]
    key = FORMATS[subject.handler].player.value
    return PLAYERS[key if key in PLAYERS else "download"]


def describe(blob: StoredBlob, *, title: str, links: Links, wishes: Wishes | None = None) -> PlayerContext:
    """Everything the player of `blob` needs. `title` is the name of the file or work as people know it."""
    wishes = wishes or Wishes()
    player, metadata = player_for(blob), described(blob).metadata
    shown = previews.playable_of(blob) if player.key == "video" else blob
    return PlayerContext(
        title=title,
        media_type=shown.media_type,
        original_url=links.file(shown, title),
        download_url=links.download,
        size=blob.size,
        pages=_pages(blob, links, wishes) if player.key == "pdf" else (),
        page_count=metadata.pages,
        outline=_outline(blob, links, wishes) if player.key == "office" else (),
        poster=_poster(blob, links, player.key),
        duration=metadata.duration,
        start_anchor=wishes.start_anchor,
        is_reviewer=wishes.is_reviewer,
        id_prefix=wishes.id_prefix,
        warnings=_warnings(blob),
    )


def render_player(blob: StoredBlob, *, title: str, links: Links, wishes: Wishes | None = None) -> SafeString:
    """The player of `blob` as HTML, for the main place of a page."""
    return player_for(blob).render(describe(blob, title=title, links=links, wishes=wishes))


def _pages(blob: StoredBlob, links: Links, wishes: Wishes) -> list[PageView]:
    """All pages, or those around the asked-for one where there are very many."""
    pages = previews.page_images(blob)
    if len(pages) > PAGES_AT_ONCE:
        start = parse_anchor(wishes.start_anchor)
        number = start.number if start is not None and start.kind is AnchorKind.PAGE else 1
        first = max(0, min(number - PAGES_AT_ONCE // 2, len(pages) - PAGES_AT_ONCE))
        pages = pages[first : first + PAGES_AT_ONCE]
    return [
        PageView(
            page.number,
            page.anchor,
            Picture(_page_url(page, links), page.width, page.height),
            page.text,
            wishes.notes.get(page.anchor, _NO_NOTES),
        )
        for page in pages
    ]


def _page_url(page: previews.PageImage, links: Links) -> str:
    if page.rendition is None:
        return links.page(page.number)
    return links.file(page.rendition, page.rendition.file_name)


def _outline(blob: StoredBlob, links: Links, wishes: Wishes) -> list[OutlineView]:
    pictures = previews.slide_pictures(blob)
    return [
        _outline_part(section, pictures.get(section.ordinal, []), links, wishes) for section in read(blob)
    ]


def _outline_part(
    section: Section, pictures: list[previews.Rendition], links: Links, wishes: Wishes
) -> OutlineView:
    lines = list(lines_of(section))
    title = section.title or (lines[0][0] if lines else "")
    return OutlineView(
        section.ordinal,
        section.anchor,
        title,
        [drawn for line, drawn in lines if line != title],
        [
            Picture(links.file(picture, picture.file_name), picture.width or 0, picture.height or 0)
            for picture in pictures
        ],
        wishes.notes.get(section.anchor, _NO_NOTES),
    )


def _poster(blob: StoredBlob, links: Links, key: str) -> Picture | None:
    if key == "image":
        found = previews.cover_of(blob, large=True)
    elif key == "video":
        found = previews.poster_of(blob)
    else:
        return None
    if found is None:
        return None
    return Picture(links.file(found, found.file_name), found.width or 0, found.height or 0)


def _warnings(blob: StoredBlob) -> list[str]:
    rows = blob.inspection.get("findings", [])
    waits = (
        [_("The copy for others is being made. Please reload the page in a minute.")]
        if is_waiting(blob)
        else []
    )
    return [*waits, *(words.text for words in finding_words(rows) if words.code in _WARNED)]
