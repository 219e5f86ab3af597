"""REVIEWABLE: what can be handed in for review. Kinds register from above; curation never imports them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from config.registry import Registry

if TYPE_CHECKING:
    from config.accounts.models import User
    from repository.curation.models import ReviewDecision, ReviewRound


class Reviewable(Protocol):
    """How one kind of content is shown to reviewers and what follows from a decision.

    The two `on_…` verbs run inside the transaction of the decision; raising Refused undoes both.
    """

    label: str  # "learning material", lazily translated

    def review_url(self, review_round: ReviewRound) -> str:
        """The address of the page where a reviewer reads and decides."""
        ...

    def current_digest(self, review_round: ReviewRound) -> str:
        """SHA-256 of the content as it stands now; a decision over another digest is refused."""
        ...

    def on_step(self, review_round: ReviewRound, decision: ReviewDecision) -> None:
        """A step was passed and another one follows."""
        ...

    def on_approve(self, review_round: ReviewRound, decision: ReviewDecision) -> None:
        """The last step was passed: publish exactly the frozen content."""
        ...

    def on_return(self, review_round: ReviewRound, decision: ReviewDecision, actor: User) -> None:
        """Sent back with a note: the author may edit again."""
        ...

    def on_withdraw(self, review_round: ReviewRound, actor: User) -> None:
        """Taken back by its author."""
        ...


REVIEWABLE: Registry[Reviewable] = Registry("reviewable kind")
