"""Pages as pictures with their text beneath: for every browser, for screen readers, for notes beside a page."""

from __future__ import annotations

from dataclasses import replace

from media.formats.anchors import AnchorKind, parse_anchor
from media.players.base import FilePlayer, PageView, Picture, PlayerContext, Shown, player
from media.previews.services import PageImage, page_images

PAGES_AT_ONCE = 200


@player
class PdfPlayer(FilePlayer):
    """A list of pages; `#page=12` works without scripts, `<page-viewer>` adds a bar and keys."""

    key = "pdf"

    def gather(self, context: PlayerContext, shown: Shown) -> PlayerContext:
        """All pages, or those around the asked-for one where there are very many."""
        pages = page_images(shown.blob)
        if len(pages) > PAGES_AT_ONCE:
            start = parse_anchor(shown.wishes.start_anchor)
            number = start.number if start is not None and start.kind is AnchorKind.PAGE else 1
            first = max(0, min(number - PAGES_AT_ONCE // 2, len(pages) - PAGES_AT_ONCE))
            pages = pages[first : first + PAGES_AT_ONCE]
        return replace(context, pages=[_view(page, shown) for page in pages])


def _view(page: PageImage, shown: Shown) -> PageView:
    url = shown.links.page(page.number) if page.rendition is None else shown.address(page.rendition)
    picture = Picture(url, page.width, page.height)
    return PageView(page.number, page.anchor, picture, page.text, shown.wishes.notes.get(page.anchor, ""))
