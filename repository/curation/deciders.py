"""Telling those who can decide what is due; when nobody can, an optional step is passed over, else that is said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from config.accounts.models import User
from config.audit.models import AuditEntry
from config.audit.services import record
from config.notices.models import Notice
from config.notices.services import tell
from repository.curation.chains import following_step
from repository.curation.deciding import DECIDING
from repository.curation.models import ReviewRound
from repository.curation.reviewable import REVIEWABLE
from repository.organisations.models import OrgUnit, Role
from repository.organisations.people import people_with
from repository.organisations.viewer import LEADER_ROLES

SAID_AGAIN = timedelta(days=7)
STUCK = "review.stuck"


def leaders_of(organisation: OrgUnit) -> QuerySet[User]:
    """Principal and vice principals of today, delegates included."""
    return people_with([organisation], LEADER_ROLES)


def tell_deciders(review_round: ReviewRound, entry: AuditEntry) -> None:
    """Everyone who may decide what is due since `entry` is told; if nobody can, that is said instead of waiting."""
    deciders = _pass_over(review_round)
    if not deciders:
        say_stuck(review_round)
        return
    url = REVIEWABLE[review_round.kind].review_url(review_round)
    tell(deciders, kind="review.waiting", entry=entry, url=url)


def noted(actor: User | None, review_round: ReviewRound, verb: str, **details: Any) -> AuditEntry:
    """An entry of the log about a round, which notices can tell of."""
    return record(actor, verb=verb, subject=review_round.subject, round=review_round.public_id, **details)


def say_stuck(review_round: ReviewRound) -> None:
    """The author and the leaders of the organisation learn that nobody can decide; where it has none, its administrators."""
    if review_round.step is None:
        return
    step = review_round.step
    entry = noted(None, review_round, STUCK, step=step.label_vi, step_en=step.label_en)
    review_url = REVIEWABLE[review_round.kind].review_url(review_round)
    leaders = list(leaders_of(review_round.organisation))
    tell([review_round.submitted_by, *leaders], kind=STUCK, entry=entry, url=review_url)
    if not leaders:
        above = OrgUnit.objects.filter(pk__in=review_round.organisation.ancestor_ids)
        chain_url = reverse("unit_chain", args=[review_round.organisation.public_id, review_round.kind])
        administrators = people_with(above, {Role.ADMINISTRATOR})
        tell(administrators, kind=STUCK, entry=entry, url=chain_url)


def look_after_open_rounds() -> int:
    """For a sweep: rounds that nobody can decide any more go on or are told of, once a week; returns how many."""
    said = Notice.objects.filter(kind=STUCK, created_at__gte=timezone.now() - SAID_AGAIN)
    known, found = set(said.values_list("subject", flat=True)), 0
    rounds = ReviewRound.objects.open().select_related("step", "organisation__kind", "subject_group")
    for review_round in list(rounds):
        if review_round.subject not in known and not DECIDING.people(review_round).exists():
            found += 1
            with transaction.atomic():
                tell_deciders(review_round, noted(None, review_round, "review.look"))
    return found


def _pass_over(review_round: ReviewRound) -> list[User]:
    """Moves on from optional steps that nobody can decide today; returns who can decide where it ends up."""
    while True:
        deciders, step = list(DECIDING.people(review_round)), review_round.step
        if deciders or step is None or not step.optional:
            return deciders
        following = following_step(review_round, step)
        if following is None:
            return deciders
        moved = ReviewRound.objects.open().filter(pk=review_round.pk, step=step)
        if not moved.update(step=following, due_at=timezone.now() + timedelta(days=following.days)):
            return deciders
        noted(None, review_round, "review.skip", step=step.label_vi)
        review_round.refresh_from_db()
