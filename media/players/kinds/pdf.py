"""Pages as pictures with their text beneath: for every browser, for screen readers, for notes beside a page."""

from __future__ import annotations

from media.players.base import FilePlayer, player


@player
class PdfPlayer(FilePlayer):
    """A list of pages; `#page=12` works without scripts, `<page-viewer>` adds a bar and keys."""

    key = "pdf"
