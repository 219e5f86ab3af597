"""What cannot be shown: name, kind, size and, if granted, the way to keep it."""

from __future__ import annotations

from media.players.base import FilePlayer, player


@player
class DownloadPlayer(FilePlayer):
    """A card; nothing is a dead end."""

    key = "download"
