"""The contract of a player: what it is given, and that it renders itself. Everything works without scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from config.registry import Registry


@dataclass(frozen=True)
class Picture:
    """A picture with its size in pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True)
class PageView:
    """One page: picture, text beneath it, and what the caller shows beside it (reviewers' notes, already safe)."""

    number: int
    anchor: str
    picture: Picture
    text: str = ""
    notes: str = ""


@dataclass(frozen=True)
class OutlineView:
    """One slide or chapter of an office file."""

    number: int
    anchor: str
    title: str
    lines: Sequence[str] = ()
    pictures: Sequence[Picture] = ()
    notes: str = ""


@dataclass(frozen=True)
class PlayerContext:
    """Everything a player may show.

    `original_url` and `download_url` are signed addresses on the content host (None = may not be kept);
    `duration` is seconds, `size` bytes; `start_anchor` is an anchor such as "t=95"; with `is_reviewer` each page
    and slide carries an element `trang-12` or `slide-5` for notes. `id_prefix` keeps two players on one page apart.
    """

    title: str
    media_type: str
    original_url: str
    download_url: str | None = None
    size: int = 0
    pages: Sequence[PageView] = ()
    page_count: int = 0
    outline: Sequence[OutlineView] = ()
    poster: Picture | None = None
    duration: float = 0.0
    start_anchor: str = ""
    is_reviewer: bool = False
    id_prefix: str = ""
    warnings: Sequence[str] = field(default_factory=tuple)


class FilePlayer:
    """One way of showing a file: a key, a template, and, if needed, more for the template.

    >>> @player
    ... class ImagePlayer(FilePlayer):
    ...     key = "image"
    """

    key: ClassVar[str]

    @property
    def template(self) -> str:
        """The template beside the players, named after the key."""
        return f"media/players/{self.key}.html"

    def more(self, context: PlayerContext) -> Mapping[str, Any]:
        """More values for the template."""
        return {}

    def render(self, context: PlayerContext) -> SafeString:
        """The player as HTML, for the main place of a page."""
        return render_to_string(self.template, {"player": context, **self.more(context)})


PLAYERS: Registry[FilePlayer] = Registry("player", package="media.players.kinds")


def player(kind: type[FilePlayer]) -> type[FilePlayer]:
    """Class decorator: list an instance under its key."""
    PLAYERS.add(kind.key, kind())
    return kind
