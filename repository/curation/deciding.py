"""DECIDING: who may decide what is due. One rule, asked three ways: of one round, of many, and which people.

Whoever holds the step's role today where it is due decides, own or delegated, head and deputy head alike; if nobody who
holds the post is free to (vacant, wrote it, decided before), the vice principal does, for the vice principal's own steps
the principal. Nobody decides over their own work, nor two steps of one round. A property test holds the answers equal.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils import timezone

from config.accounts.models import User
from repository.organisations.models import Membership, OrgUnit, Role
from repository.organisations.people import people_with
from repository.organisations.viewer import GROUP_ROLES, HeldRole, Viewer

if TYPE_CHECKING:
    from repository.curation.models import ReviewRound, ReviewStep
    from repository.curation.querysets import ReviewRoundQuerySet

Rounds = TypeVar("Rounds", bound="ReviewRoundQuerySet")


def stand_in_for(step_role: str) -> Role:
    """The post that decides in place of those who hold the step's."""
    return Role.PRINCIPAL if step_role == Role.VICE_PRINCIPAL else Role.VICE_PRINCIPAL


def holders_of(step: ReviewStep, organisation: OrgUnit, subject_group: OrgUnit | None) -> QuerySet[User]:
    """Whoever holds the step's role today where it is due, own or delegated."""
    if step.role in GROUP_ROLES:
        return people_with([subject_group] if subject_group else [], GROUP_ROLES)
    whole = OrgUnit.objects.below(organisation) if organisation.kind.is_school else [organisation]
    return people_with(whole, {step.role})


class DecidingPolicy:
    """May they decide? Asked of an object, of a queryset, and the other way round."""

    def allows(self, viewer: Viewer, review_round: ReviewRound) -> bool:
        """This viewer may decide the step that is due now."""
        return self.among(viewer, self._alone(review_round)).exists()

    def among(self, viewer: Viewer, rounds: Rounds) -> Rounds:
        """Of these rounds the open ones that this viewer may decide now, each once."""
        if viewer.user is None or viewer.is_pupil:
            return rounds.none()
        return (
            rounds.open()
            .filter(_holds(viewer) | _stands_in(viewer, rounds.model))
            .exclude(editors=viewer.user)
            .exclude(submitted_by=viewer.user)
            .exclude(decisions__actor=viewer.user)
        )

    def people(self, review_round: ReviewRound) -> QuerySet[User]:
        """Everyone who may decide the step that is due now, each once."""
        step = review_round.step
        if step is None or not self._alone(review_round).open().exists():
            return User.objects.none()
        posts = holders_of(step, review_round.organisation, review_round.subject_group)
        if self._alone(review_round).filter(_nobody_free(type(review_round), timezone.localdate())).exists():
            posts |= people_with([review_round.organisation], {stand_in_for(step.role)})
        return (
            posts.exclude(pk=review_round.submitted_by_id)
            .exclude(pk__in=review_round.editors.values("pk"))
            .exclude(pk__in=review_round.decisions.values("actor"))
        )

    def role_of(self, viewer: Viewer, review_round: ReviewRound) -> HeldRole:
        """The role in which the viewer decides: an own one before a delegated one. Call only when it `allows`.

        A leader who stands in for an author does so in their own name, not as the delegate of that author.
        """
        step = review_round.step
        if step is None:
            raise ValueError("a closed round has no step")
        fitting = [held for held in viewer.held if _fits(viewer, held, step.role, review_round)]
        if all(held.acting_for is not None for held in fitting):
            fitting += self._standing_in(viewer, step.role, review_round)
        return min(fitting, key=lambda held: held.acting_for is not None)

    def _standing_in(self, viewer: Viewer, step_role: str, review_round: ReviewRound) -> list[HeldRole]:
        left = self._alone(review_round).open().filter(_stands_in(viewer, type(review_round)))
        if not left.exists():
            return []
        post, place = stand_in_for(step_role), review_round.organisation_id
        return [held for held in viewer.held if held.role == post and held.unit_id == place]

    def _alone(self, review_round: ReviewRound) -> ReviewRoundQuerySet:
        return type(review_round).objects.filter(pk=review_round.pk)


DECIDING = DecidingPolicy()


def _fits(viewer: Viewer, held: HeldRole, step_role: str, review_round: ReviewRound) -> bool:
    if step_role in GROUP_ROLES:
        return held.role in GROUP_ROLES and held.unit_id == review_round.subject_group_id
    return held.role == step_role and viewer.holds_within(held, review_round.organisation_id)


def _holds(viewer: Viewer) -> Q:
    """Rounds at a step whose role the viewer holds today where it is due."""
    rule = Q(step__role__in=GROUP_ROLES, subject_group__in=viewer.units_with(*GROUP_ROLES))
    for role in sorted({held.role for held in viewer.held} - GROUP_ROLES):
        rule |= Q(step__role=role, organisation__in=viewer.units_within(role))
    return rule


def _stands_in(viewer: Viewer, rounds: type[ReviewRound]) -> Q:
    """The vice principal for every post, the principal for the vice principal's."""
    vice, principal = viewer.units_with(Role.VICE_PRINCIPAL), viewer.units_with(Role.PRINCIPAL)
    if not vice and not principal:
        return Q(pk__in=[])
    theirs = Q(organisation__in=vice) & ~Q(step__role=Role.VICE_PRINCIPAL)
    theirs |= Q(organisation__in=principal, step__role=Role.VICE_PRINCIPAL)
    return theirs & _nobody_free(rounds, viewer.today)


def _nobody_free(rounds: type[ReviewRound], today: date) -> Q:
    """Of those who hold the step's post today everybody has written the content or decided before, or nobody holds it."""
    decisions = rounds._meta.get_field("decisions").related_model._default_manager  # type: ignore[union-attr]
    wrote = rounds.editors.through._default_manager.filter(
        reviewround=OuterRef(OuterRef("pk")), user=OuterRef("user")
    )
    decided = decisions.filter(round=OuterRef(OuterRef("pk")), actor=OuterRef("user"))
    anybody = (
        Membership.objects.filter(user__is_active=True, user__is_pupil=False)
        .valid_on(today)
        .exclude(user=OuterRef("submitted_by"))
        .filter(~Exists(wrote), ~Exists(decided))
    )
    free = anybody.filter(role=OuterRef("step__role"))
    path = ExpressionWrapper(OuterRef("organisation__path"), models.CharField())
    below = free.annotate(of_school=path).filter(unit__path__startswith=F("of_school"))
    in_group = Q(step__role__in=GROUP_ROLES)
    in_school = Q(organisation__kind__is_school=True)
    rule = in_group & Q(~Exists(anybody.filter(role__in=GROUP_ROLES, unit=OuterRef("subject_group"))))
    rule |= ~in_group & in_school & Q(~Exists(below))
    return rule | (~in_group & ~in_school & Q(~Exists(free.filter(unit=OuterRef("organisation")))))
