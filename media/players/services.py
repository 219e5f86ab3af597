"""Showing a blob: which player, and everything it needs, from the renditions and the text."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from media.files.cleaning import is_waiting
from media.files.kinds import format_of
from media.files.models import StoredBlob
from media.files.sections import described
from media.files.wording import finding_words
from media.formats.base import Inspection
from media.formats.registry import FORMATS
from media.players.base import PLAYERS, FilePlayer, Links, PlayerContext, Shown, Wishes

__all__ = ["Links", "Wishes", "describe", "player_for", "render_player"]
FALLBACK = "download"


def player_for(subject: StoredBlob | Inspection) -> FilePlayer:
    """The player of a file's format; the download card for anything unknown."""
    if subject.handler not in FORMATS:
        return PLAYERS[FALLBACK]
    key = FORMATS[subject.handler].player
    return PLAYERS[key if key in PLAYERS else FALLBACK]


def describe(blob: StoredBlob, *, title: str, links: Links, wishes: Wishes | None = None) -> PlayerContext:
    """Everything the player of `blob` needs. `title` is the name of the file or work as people know it."""
    shown = Shown(blob, title, links, wishes or Wishes())
    metadata = described(blob).metadata
    context = PlayerContext(
        title=title,
        media_type=blob.media_type,
        original_url=links.file(blob, title),
        download_url=links.download,
        size=blob.size,
        page_count=metadata.pages,
        duration=metadata.duration,
        start_anchor=shown.wishes.start_anchor,
        is_reviewer=shown.wishes.is_reviewer,
        id_prefix=shown.wishes.id_prefix,
        warnings=_warnings(blob),
    )
    return player_for(blob).gather(context, shown)


def render_player(blob: StoredBlob, *, title: str, links: Links, wishes: Wishes | None = None) -> SafeString:
    """The player of `blob` as HTML, for the main place of a page."""
    return player_for(blob).render(describe(blob, title=title, links=links, wishes=wishes))


def _warnings(blob: StoredBlob) -> list[str]:
    rows = blob.inspection.get("findings", [])
    kind = format_of(blob)
    told = kind.told if kind else frozenset()
    waits = (
        [_("The copy for others is being made. Please reload the page in a minute.")]
        if is_waiting(blob)
        else []
    )
    return [*waits, *(words.text for words in finding_words(rows) if words.code in told)]
