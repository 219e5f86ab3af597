"""Rounds and decisions: who may read them, and which wait for whom.

The rules of who decides are said once, here, for the queue; `policies.may_decide` asks the same queryset for one row.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from config.audit.querysets import AppendOnlyQuerySet
from repository.organisations.models import Membership, Role

if TYPE_CHECKING:
    from repository.curation.models import ReviewRound
    from repository.organisations.viewer import Viewer


class ReviewRoundQuerySet(models.QuerySet["ReviewRound"]):
    """Rounds of review."""

    def open(self) -> Self:
        """Not yet decided."""
        return self.filter(state="open")

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
            .filter(_decides(viewer))
            .exclude(editors=viewer.user)
            .exclude(submitted_by=viewer.user)
            .exclude(decisions__actor=viewer.user)
        )


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


def _decides(viewer: Viewer) -> Q:
    """Heads and deputies within their group; the principal within the school; the vice principal for own work of either."""
    heads = viewer.units_with(Role.HEAD, Role.DEPUTY_HEAD)
    principals = viewer.units_with(Role.PRINCIPAL)
    vice = viewer.units_with(Role.VICE_PRINCIPAL)
    rule = Q(step__role=Role.HEAD, subject_group__in=heads)
    rule |= Q(step__role=Role.PRINCIPAL, organisation__in=principals)
    if vice:
        today = viewer.today
        stand_in = Q(step__role=Role.PRINCIPAL) & _post_holder_edited(Role.PRINCIPAL, "organisation", today)
        stand_in |= Q(step__role=Role.HEAD) & _post_holder_edited(Role.HEAD, "subject_group", today)
        rule |= Q(organisation__in=vice) & stand_in
    return rule


def _post_holder_edited(role: str, place: str, today: date) -> Q:
    """Whoever holds the post today has written the content or decided an earlier step, or nobody holds it."""
    holders = Membership.objects.filter(unit=OuterRef(place), role=role).valid_on(today)
    editors = holders.filter(user__in=OuterRef("editors"))
    decided = holders.filter(user__review_decisions__round=OuterRef("pk"))
    return Q(Exists(editors)) | Q(Exists(decided)) | Q(~Exists(holders))
