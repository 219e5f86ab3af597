"""Attempts: a pupil's own, and those of quizzes that a teacher manages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from questionbank.attempts.models import Attempt
    from repository.organisations.viewer import Viewer


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Attempts."""

    def of_pupil(self, viewer: Viewer) -> Self:
        """The pupil's own."""
        return self.filter(pupil=viewer.user) if viewer.user and viewer.is_pupil else self.none()

    def managed_by(self, viewer: Viewer) -> Self:
        """Attempts of quizzes whose results the viewer may read."""
        if not viewer.is_staff:
            return self.none()
        return self.filter(Q(quiz__author=viewer.user) | Q(quiz__class_groups__teachers=viewer.user)).distinct()
