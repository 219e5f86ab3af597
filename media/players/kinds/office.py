"""Slides or chapters as an outline with their pictures."""

from __future__ import annotations

from media.players.base import FilePlayer, player


@player
class OfficePlayer(FilePlayer):
    """Titles, text and pictures; `#slide=5` works without scripts, `<outline-viewer>` marks the place."""

    key = "office"
