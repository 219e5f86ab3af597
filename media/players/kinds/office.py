"""Slides or chapters as an outline with their pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from media.files.sections import read
from media.formats.base import Section
from media.players.base import FilePlayer, OutlineView, PlayerContext, Shown, player
from media.players.formulas import lines_of
from media.previews.models import Rendition
from media.previews.services import slide_pictures


@player
class OfficePlayer(FilePlayer):
    """Titles, text and pictures; `#slide=5` works without scripts, `<outline-viewer>` marks the place."""

    key = "office"
    lists_contents = True

    def gather(self, context: PlayerContext, shown: Shown) -> PlayerContext:
        """Every section of the text, with the pictures of its slide."""
        pictures = slide_pictures(shown.blob)
        parts = [_part(section, pictures.get(section.ordinal, []), shown) for section in read(shown.blob)]
        return replace(context, outline=parts)


def _part(section: Section, pictures: Sequence[Rendition], shown: Shown) -> OutlineView:
    lines = list(lines_of(section))
    title = section.title or (lines[0][0] if lines else "")
    return OutlineView(
        section.ordinal,
        section.anchor,
        title,
        [drawn for line, drawn in lines if line != title],
        [picture for picture in map(shown.picture, pictures) if picture is not None],
        shown.wishes.notes.get(section.anchor, ""),
    )
