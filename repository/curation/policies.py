"""Who may decide, and in whose name."""

from __future__ import annotations

from repository.curation.models import ReviewRound
from repository.organisations.models import Role
from repository.organisations.viewer import HeldRole, Viewer


def may_decide(viewer: Viewer, review_round: ReviewRound) -> bool:
    """The viewer holds the right role today and has not written the content."""
    return ReviewRound.objects.filter(pk=review_round.pk).waiting_for(viewer).exists()


def acting_role(viewer: Viewer, review_round: ReviewRound) -> HeldRole:
    """The role in which the viewer decides: an own one before a delegated one. Call only after `may_decide`."""
    step = review_round.step
    if step is None:
        raise ValueError("a closed round has no step")
    fitting = [held for held in viewer.held if _fits(held, step.role, review_round)]
    return min(fitting, key=lambda held: held.acting_for is not None)


def _fits(held: HeldRole, step_role: str, review_round: ReviewRound) -> bool:
    if step_role == Role.HEAD and held.role in {Role.HEAD, Role.DEPUTY_HEAD}:
        return held.unit_id == review_round.subject_group_id
    if step_role == Role.PRINCIPAL and held.role == Role.PRINCIPAL:
        return held.unit_id == review_round.organisation_id
    return held.role == Role.VICE_PRINCIPAL and held.unit_id == review_round.organisation_id
