"""Chains of review in tests: a school's own, who left, who stands in for whom."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from repository.curation.chains import Step, chain_for, set_chain
from repository.organisations.models import Delegation, Membership, Role
from tests.factories.review import KIND

HEAD = Step("appraise", Role.HEAD, "Tổ chuyên môn thẩm định")
LIBRARIAN = Step("appraise", Role.LIBRARIAN, "Thư viện xem", days=2)
PRINCIPAL = Step("approve", Role.PRINCIPAL, "Hiệu trưởng duyệt")


def chain(cast, *steps, actor=None, unit="school_a", kind=KIND):
    """Put in force by the principal for school A; `unit=None`: for the whole house."""
    place = getattr(cast, unit) if unit else None
    return set_chain(
        actor or cast.principal_a, unit=place, kind=kind, base=chain_for(kind, place).base, steps=steps
    )


def leave(*people, role=None):
    """They left yesterday; given a role, only that post."""
    held = Membership.objects.filter(user__in=people)
    (held.filter(role=role) if role else held).update(valid_to=timezone.localdate() - timedelta(days=1))


def delegate(giver, to, unit, role):
    """For today."""
    today = timezone.localdate()
    return Delegation.objects.create(
        from_user=giver, to_user=to, unit=unit, role=role, reason="đi họp", valid_from=today, valid_to=today
    )


def names(people):
    """Sign-in names, in no order."""
    return {person.username for person in people}


def step_of(review_round):
    """What the step is called at which the round stands; "" at its end."""
    review_round.refresh_from_db()
    return review_round.step.label_vi if review_round.step else ""
