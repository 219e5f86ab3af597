"""Rounds and decisions: who may read them, and which wait for whom (`deciding.DECIDING`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from config.audit.querysets import AppendOnlyQuerySet
from repository.curation.deciding import DECIDING

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
        """Rounds the viewer may read: own rounds, those of the units they watch over; inspectors read all of a school."""
        if viewer.user is None or viewer.is_pupil:
            return self.none()
        return self.filter(_readable(viewer))

    def waiting_for(self, viewer: Viewer) -> Self:
        """Open rounds that this viewer may decide now: right role at the step, not their own work, no step decided before.

        Four eyes are four: who has appraised does not approve as well, whatever role or delegation they hold.
        """
        return DECIDING.among(viewer, self)


class ReviewDecisionQuerySet(AppendOnlyQuerySet):
    """Decisions, readable with their round."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Decisions of rounds that the viewer may read."""
        if viewer.user is None or viewer.is_pupil:
            return self.none()
        return self.filter(_readable(viewer, "round__"))


def _readable(viewer: Viewer, prefix: str = "") -> Q:
    """Own rounds where one works today, and those of the units watched over."""
    watched = viewer.staff_unit_ids
    own = {f"{prefix}submitted_by": viewer.user, f"{prefix}organisation__in": viewer.unit_ids}
    watches = Q(**{f"{prefix}organisation__in": watched}) | Q(**{f"{prefix}subject_group__in": watched})
    return Q(**own) | watches
