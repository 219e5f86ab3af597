"""A picture: shown at screen size, with a way to the original."""

from __future__ import annotations

from media.players.base import FilePlayer, player


@player
class ImagePlayer(FilePlayer):
    """`<img>`."""

    key = "image"
