"""Attempts: a pupil's own, and those of quizzes whose results a teacher may read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from questionbank.quizzes.querysets import results_rule

if TYPE_CHECKING:
    from questionbank.attempts.models import Attempt
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
