"""A film: the browser's own player, from any moment on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from media.formats.anchors import AnchorKind, parse_anchor
from media.players.base import FilePlayer, PlayerContext, player

PLAYED_BY_BROWSERS = {"video/mp4", "video/webm"}


@player
class VideoPlayer(FilePlayer):
    """`<video>`; the moment stands in the address of the source, so that it works without scripts."""

    key = "video"

    def more(self, context: PlayerContext) -> Mapping[str, Any]:
        """The source with its moment, and whether browsers can play it at all."""
        start = parse_anchor(context.start_anchor)
        moment = f"#t={start.number}" if start is not None and start.kind is AnchorKind.TIME else ""
        return {
            "source": context.original_url + moment,
            "is_playable": context.media_type in PLAYED_BY_BROWSERS,
        }
