"""Attempts: a pupil's own, and those of quizzes whose results a teacher may read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from questionbank.quizzes.querysets import results_rule
from repository.organisations.models import Role, path_ids

if TYPE_CHECKING:
    from questionbank.attempts.models import Attempt, RegradeRun
    from repository.organisations.viewer import Viewer


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Attempts."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The pupil's own, or those of quizzes whose results the viewer may read."""
        if viewer.is_pupil:
            return self.filter(pupil=viewer.user)
        if not viewer.is_staff:
            return self.none()
        return self.filter(results_rule(viewer, prefix="quiz__")).distinct()

    def taken_by(self, viewer: Viewer, guests: list[str]) -> Self:
        """Attempts that this browser may go on with: the signed-in pupil's own, and of guests its session holds."""
        rule = Q(guest__public_id__in=guests, guest__refused_at__isnull=True)
        if viewer.is_pupil:
            rule |= Q(pupil=viewer.user)
        return self.filter(rule)


class RegradeRunQuerySet(models.QuerySet["RegradeRun"]):
    """Corrections of keys."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Of quizzes whose results the viewer reads; heads of subject groups those of their school, to decide."""
        if not viewer.is_staff:
            return self.none()
        heads = Q(slot__part__quiz__organisation__in=schools_of_heads(viewer))
        return self.filter(results_rule(viewer, prefix="slot__part__quiz__") | heads).distinct()


def schools_of_heads(viewer: Viewer) -> frozenset[int]:
    """Schools in which the viewer heads a subject group."""
    held = [one for one in viewer.held if one.role in (Role.HEAD, Role.DEPUTY_HEAD)]
    return viewer.school_ids & {unit for one in held for unit in path_ids(one.unit_path)}
