"""A picture: shown at screen size, with a way to the original."""

from __future__ import annotations

from dataclasses import replace

from media.players.base import FilePlayer, PlayerContext, Shown, player
from media.previews.services import cover_of


@player
class ImagePlayer(FilePlayer):
    """`<img>`."""

    key = "image"

    def gather(self, context: PlayerContext, shown: Shown) -> PlayerContext:
        """The large cover is what fits a screen."""
        return replace(context, poster=shown.picture(cover_of(shown.blob, large=True)))
