"""REVIEWABLE: what can be sent for review. Kinds register from above; curation never imports them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.safestring import SafeString

from config.registry import Registry
from repository.curation.life import Life
from repository.organisations.requests import HouseRequest

if TYPE_CHECKING:
    from repository.curation.models import ReviewRound


@dataclass(frozen=True)
class ReviewedField:
    """One field of what is sent for review, as the reviewer reads it; `before` is the published value where it differs."""

    key: str
    label: str
    value: str
    before: str = ""


@dataclass(frozen=True)
class NoteTarget:
    """A place a note can be tied to: `value` is "field:title", "page=3" or "file:<name>"."""

    value: str
    label: str


class Reviewable(Protocol):
    """How one kind of content is shown to reviewers, and its life."""

    label: Any  # str or lazy: "learning material", lazily translated

    @property
    def life(self) -> Life[Any]:
        """What its lifecycle has of its own."""
        ...

    def review_url(self, review_round: ReviewRound) -> str:
        """The address of the page where a reviewer reads and decides."""
        ...

    def subject_url(self, review_round: ReviewRound) -> str:
        """The address of what was sent for review, for its author."""
        ...

    def preview(self, request: HouseRequest, review_round: ReviewRound) -> SafeString:
        """The frozen content itself, ready to be read beside the decision."""
        ...

    def fields(self, review_round: ReviewRound) -> list[ReviewedField]:
        """The description of the frozen content, changes marked."""
        ...

    def targets(self, review_round: ReviewRound) -> list[NoteTarget]:
        """Where notes can be tied to: fields, then pages or slides, then files."""
        ...

    def current_digest(self, review_round: ReviewRound) -> str:
        """SHA-256 of the content as it stands now; a decision over another digest is refused."""
        ...


REVIEWABLE: Registry[Reviewable] = Registry("reviewable kind")

PLACE_WORDS: Registry[Callable[[str], str]] = Registry("words for places")
"""What kinds call the fields they invent: "body.options.1" -> words, "" when it is none of theirs."""
