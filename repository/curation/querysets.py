"""Rounds and decisions: who may read them, and which wait for whom.

The rules of who decides are said once, here, for the queue; `policies.may_decide` asks the same queryset for one row.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q

from config.audit.querysets import AppendOnlyQuerySet
from repository.organisations.models import Membership, Role
from repository.organisations.viewer import GROUP_ROLES

if TYPE_CHECKING:
    from repository.curation.models import ReviewRound, ReviewStep
    from repository.organisations.models import OrgUnit
    from repository.organisations.viewer import Viewer


class ReviewStepQuerySet(models.QuerySet["ReviewStep"]):
    """Steps of chains, those in force and those that open rounds still follow."""

    def in_force(self) -> Self:
        """Not replaced by another chain."""
        return self.filter(ended_at__isnull=True)

    def own(self, unit: OrgUnit | None, kind: str) -> Self:
        """The steps in force that this organisation (None: the house) has set up itself."""
        return self.in_force().filter(organisation=unit, kind=kind).order_by("order")

    def alongside(self, step: ReviewStep) -> Self:
        """The whole chain that a step belongs to, in force or not."""
        same = self.filter(organisation=step.organisation_id, kind=step.kind, chain=step.chain)
        return same.order_by("order")


class ReviewRoundQuerySet(models.QuerySet["ReviewRound"]):
    """Rounds of review."""

    def open(self) -> Self:
        """Not yet decided."""
        return self.filter(state="open")

    def at_steps_of(self, viewer: Viewer) -> Self:
        """Open rounds that stand at a step of a role of the viewer's, where they work today."""
        roles = {held.role for held in viewer.held}
        return self.open().filter(organisation__in=viewer.unit_ids, step__role__in=roles)

    def visible_to(self, viewer: Viewer) -> Self:
        """Rounds the viewer may read: own hand-ins, those of the units they watch over; inspectors read all of a school."""
        if viewer.user is None or viewer.is_pupil:
            return self.none()
        return self.filter(_readable(viewer))

    def waiting_for(self, viewer: Viewer) -> Self:
        """Open rounds that this viewer may decide now: right role at the step, not their own work, no step decided before.

        Four eyes are four: who has appraised does not approve as well, whatever role or delegation they hold.
        """
        if viewer.user is None or viewer.is_pupil:
            return self.none()
        return (
            self.open()
            .filter(_decides(viewer, self.model))
            .exclude(editors=viewer.user)
            .exclude(submitted_by=viewer.user)
            .exclude(decisions__actor=viewer.user)
        )

    def left_to_stand_in(self, viewer: Viewer) -> Self:
        """Open rounds whose step this viewer may decide in place of those who hold its post."""
        return self.open().filter(_stands_in(viewer, self.model))


class ReviewDecisionQuerySet(AppendOnlyQuerySet):
    """Decisions, readable with their round."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Decisions of rounds that the viewer may read."""
        if viewer.user is None or viewer.is_pupil:
            return self.none()
        return self.filter(_readable(viewer, "round__"))


def _readable(viewer: Viewer, prefix: str = "") -> Q:
    """Own hand-ins where one works today, and those of the units watched over."""
    watched = viewer.staff_unit_ids
    own = {f"{prefix}submitted_by": viewer.user, f"{prefix}organisation__in": viewer.unit_ids}
    watches = Q(**{f"{prefix}organisation__in": watched}) | Q(**{f"{prefix}subject_group__in": watched})
    return Q(**own) | watches


def _decides(viewer: Viewer, rounds: type[ReviewRound]) -> Q:
    """Whoever holds the step's role today where it is due; leaders in their place when none of these is free to."""
    rule = Q(step__role__in=GROUP_ROLES, subject_group__in=viewer.units_with(*GROUP_ROLES))
    for role in sorted({held.role for held in viewer.held} - GROUP_ROLES):
        rule |= Q(step__role=role, organisation__in=viewer.units_within(role))
    return rule | _stands_in(viewer, rounds)


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
    free = (
        Membership.objects.filter(role=OuterRef("step__role"), user__is_active=True, user__is_pupil=False)
        .valid_on(today)
        .exclude(user=OuterRef("submitted_by"))
        .filter(~Exists(wrote), ~Exists(decided))
    )
    path = ExpressionWrapper(OuterRef("organisation__path"), models.CharField())
    below = free.annotate(of_school=path).filter(unit__path__startswith=F("of_school"))
    in_group = Q(step__role__in=GROUP_ROLES)
    in_school = Q(organisation__kind__is_school=True)
    rule = in_group & Q(~Exists(free.filter(unit=OuterRef("subject_group"))))
    rule |= ~in_group & in_school & Q(~Exists(below))
    return rule | (~in_group & ~in_school & Q(~Exists(free.filter(unit=OuterRef("organisation")))))
