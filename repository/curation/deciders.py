"""Who can decide what is due today, and what happens when nobody can: an optional step is passed over, else it is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.notices.models import Notice
from config.notices.services import notify
from repository.curation.chains import following_step
from repository.curation.models import ReviewRound, ReviewStep
from repository.curation.policies import may_decide
from repository.curation.reviewable import REVIEWABLE
from repository.organisations.models import OrgUnit, Role
from repository.organisations.people import people_with
from repository.organisations.viewer import GROUP_ROLES, LEADER_ROLES, viewer_for

SAID_AGAIN = timedelta(days=7)
STUCK = "review.stuck"


def holders_of(step: ReviewStep, organisation: OrgUnit, subject_group: OrgUnit | None) -> QuerySet[User]:
    """Whoever holds the step's role today where it is due, own or delegated."""
    if step.role in GROUP_ROLES:
        return people_with([subject_group] if subject_group else [], GROUP_ROLES)
    whole = OrgUnit.objects.below(organisation) if organisation.kind.is_school else [organisation]
    return people_with(whole, {step.role})


def deciders_of(review_round: ReviewRound) -> list[User]:
    """Everyone who may decide the step that is due: `waiting_for`, asked the other way round (a test holds them equal)."""
    found = {user.pk: user for user in _free_holders(review_round)}
    found |= {leader.pk: leader for leader in _deciding_leaders(review_round) if leader.pk not in found}
    return list(found.values())


def can_be_decided(review_round: ReviewRound) -> bool:
    """Somebody may decide the step that is due today."""
    return _free_holders(review_round).exists() or next(_deciding_leaders(review_round), None) is not None


def leaders_of(organisation: OrgUnit) -> QuerySet[User]:
    """Principal and vice principals of today, delegates included."""
    return people_with([organisation], LEADER_ROLES)


def tell_deciders(review_round: ReviewRound) -> None:
    """Everyone who may decide what is due finds it in their inbox; if nobody can, that is said instead of waiting."""
    deciders = _pass_over(review_round)
    if not deciders:
        say_stuck(review_round)
        return
    notify(
        deciders,
        kind="review.waiting",
        subject=review_round.subject,
        text=_("Waiting for your decision: %(title)s") % {"title": review_round.title},
        url=REVIEWABLE[review_round.kind].review_url(review_round),
    )


def say_stuck(review_round: ReviewRound) -> None:
    """The author and the leaders of the organisation learn that nobody can decide; where it has none, its administrators."""
    if review_round.step is None:
        return
    words = {"title": review_round.title, "step": review_round.step.label_vi}
    text = _("Nobody can decide the step “%(step)s” today: %(title)s") % words
    review_url = REVIEWABLE[review_round.kind].review_url(review_round)
    leaders = list(leaders_of(review_round.organisation))
    notify(
        [review_round.submitted_by, *leaders],
        kind=STUCK,
        subject=review_round.subject,
        text=text,
        url=review_url,
    )
    if not leaders:
        above = OrgUnit.objects.filter(pk__in=review_round.organisation.ancestor_ids)
        chain_url = reverse("unit_chain", args=[review_round.organisation.public_id, review_round.kind])
        administrators = people_with(above, {Role.ADMINISTRATOR})
        notify(administrators, kind=STUCK, subject=review_round.subject, text=text, url=chain_url)


def look_after_open_rounds() -> int:
    """For a sweep: rounds that nobody can decide any more go on or are told of, once a week; returns how many."""
    said = Notice.objects.filter(kind=STUCK, created_at__gte=timezone.now() - SAID_AGAIN)
    known, found = set(said.values_list("subject", flat=True)), 0
    rounds = ReviewRound.objects.open().select_related("step", "organisation__kind", "subject_group")
    for review_round in list(rounds):
        if review_round.subject not in known and not can_be_decided(review_round):
            found += 1
            with transaction.atomic():
                tell_deciders(review_round)
    return found


def _free_holders(review_round: ReviewRound) -> QuerySet[User]:
    """Of those who hold the step's role, whoever has neither written the content nor decided a step before."""
    if review_round.step is None:
        return User.objects.none()
    holders = holders_of(review_round.step, review_round.organisation, review_round.subject_group)
    return (
        holders.exclude(pk=review_round.submitted_by_id)
        .exclude(pk__in=review_round.editors.values("pk"))
        .exclude(pk__in=review_round.decisions.values("actor"))
    )


def _deciding_leaders(review_round: ReviewRound) -> Iterator[User]:
    leaders = leaders_of(review_round.organisation)
    return (leader for leader in leaders if may_decide(viewer_for(leader), review_round))


def _pass_over(review_round: ReviewRound) -> list[User]:
    """Moves on from optional steps that nobody can decide today; returns who can decide where it ends up."""
    while True:
        deciders, step = deciders_of(review_round), review_round.step
        if deciders or step is None or not step.optional:
            return deciders
        following = following_step(review_round, step)
        if following is None:
            return deciders
        moved = ReviewRound.objects.open().filter(pk=review_round.pk, step=step)
        if not moved.update(step=following, due_at=timezone.now() + timedelta(days=following.days)):
            return deciders
        record(
            None,
            verb="review.skip",
            subject=review_round.subject,
            round=review_round.public_id,
            step=step.label_vi,
        )
        review_round.refresh_from_db()
