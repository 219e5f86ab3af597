"""For demo steps: somebody who may decide the open step of a round."""

from __future__ import annotations

from config.accounts.models import User
from repository.curation.models import ReviewRound
from repository.organisations.models import Role
from repository.organisations.people import people_with
from repository.organisations.viewer import viewer_for

DECIDING = {Role.HEAD, Role.DEPUTY_HEAD, Role.PRINCIPAL, Role.VICE_PRINCIPAL}


def decider_of(review_round: ReviewRound) -> User:
    """Whoever may decide does: head or deputy, principal, or the vice principal in their place."""
    units = [unit for unit in (review_round.subject_group, review_round.organisation) if unit]
    for person in people_with(units, DECIDING).order_by("pk"):
        if ReviewRound.objects.waiting_for(viewer_for(person)).filter(pk=review_round.pk).exists():
            return person
    raise LookupError(f"nobody can decide {review_round}")
