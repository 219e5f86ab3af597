"""The contract of a player: what it gathers, and that it renders itself. Everything works without scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from config.registry import Registry
from media.files.delivery import Deliverable
from media.files.kinds import format_of
from media.files.models import StoredBlob
from media.previews.models import Rendition


@dataclass(frozen=True)
class Links:
    """How the caller makes addresses.

    `file(deliverable, name)` signs an address on the content host; `page(number)` is an address of the caller's
    own that asks for a missing page and redirects to a drawn one (`media.previews.services.page_picture`);
    `members(blob, begin)` signs one address for all derived files whose names begin so (None: each for itself).
    """

    file: Callable[[Deliverable, str], str]
    page: Callable[[int], str]
    download: str | None = None
    members: Callable[[StoredBlob, str], str] | None = None


@dataclass(frozen=True)
class Wishes:
    """How the caller wants it shown; `notes` maps anchors to safe HTML that stands beside the page or slide."""

    start_anchor: str = ""
    is_reviewer: bool = False
    notes: Mapping[str, SafeString] = field(default_factory=dict)
    id_prefix: str = ""


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


@dataclass(frozen=True)
class Shown:
    """What a player gathers its context from."""

    blob: StoredBlob
    title: str
    links: Links
    wishes: Wishes

    def picture(self, rendition: Rendition | None) -> Picture | None:
        """A rendition with its signed address; None stays None."""
        if rendition is None:
            return None
        return Picture(self.address(rendition), rendition.width or 0, rendition.height or 0)

    def address(self, rendition: Rendition) -> str:
        """The signed address of a rendition: under the common one where its format has such."""
        kind = format_of(self.blob)
        if self.links.members is None or kind is None or not kind.members:
            return self.links.file(rendition, rendition.file_name)
        if not rendition.file_name.startswith(kind.members):
            return self.links.file(rendition, rendition.file_name)
        return f"{self._members}{rendition.file_name.removeprefix(kind.members)}"

    @cached_property
    def _members(self) -> str:
        kind = format_of(self.blob)
        assert kind is not None and self.links.members is not None
        return self.links.members(self.blob, kind.members)


class FilePlayer:
    """One way of showing a file: a key, a template, what it gathers, and, if needed, more for the template.

    >>> @player
    ... class ImagePlayer(FilePlayer):
    ...     key = "image"
    """

    key: ClassVar[str]
    lists_contents: ClassVar[bool] = False
    """It is a list of its parts by itself: a page needs no contents beside it."""

    @property
    def template(self) -> str:
        """The template beside the players, named after the key."""
        return f"media/players/{self.key}.html"

    def gather(self, context: PlayerContext, shown: Shown) -> PlayerContext:
        """The context with everything that this player shows beside what all have: a copy, or a subclass of its own."""
        return context

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
