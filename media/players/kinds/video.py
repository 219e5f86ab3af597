"""A film: the browser's own player, from any moment on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from media.formats.anchors import AnchorKind, parse_anchor
from media.players.base import FilePlayer, PlayerContext, Shown, player
from media.previews.services import playable_of, poster_of

PLAYED_BY_BROWSERS = {"video/mp4", "video/webm"}


@player
class VideoPlayer(FilePlayer):
    """`<video>`; the moment stands in the address of the source, so that it works without scripts."""

    key = "video"

    def gather(self, context: PlayerContext, shown: Shown) -> PlayerContext:
        """The copy that browsers can start at once, if one was made, and a frame that is not black."""
        played = playable_of(shown.blob)
        return replace(
            context,
            media_type=played.media_type,
            original_url=shown.links.file(played, shown.title),
            poster=shown.picture(poster_of(shown.blob)),
        )

    def more(self, context: PlayerContext) -> Mapping[str, Any]:
        """The source with its moment, and whether browsers can play it at all."""
        start = parse_anchor(context.start_anchor)
        moment = f"#t={start.number}" if start is not None and start.kind is AnchorKind.TIME else ""
        return {
            "source": context.original_url + moment,
            "is_playable": context.media_type in PLAYED_BY_BROWSERS,
        }
