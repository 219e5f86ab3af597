"""Quizzes: staff see their own and those of classes they teach or lead; pupils those given to their class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from questionbank.quizzes.models import Quiz
    from repository.organisations.viewer import Viewer


class QuizQuerySet(models.QuerySet["Quiz"]):
    """Quizzes."""

    def managed_by(self, viewer: Viewer) -> Self:
        """Quizzes whose results the viewer may read: the author, and teachers of the classes that take them."""
        if not viewer.is_staff:
            return self.none()
        return self.filter(Q(author=viewer.user) | Q(class_groups__teachers=viewer.user)).distinct()

    def given_to(self, viewer: Viewer) -> Self:
        """Published quizzes of the pupil's classes today."""
        if viewer.user is None or not viewer.is_pupil:
            return self.none()
        enrolled = Q(class_groups__enrolments__pupil=viewer.user, class_groups__closed_at__isnull=True)
        return self.filter(enrolled).exclude(state="draft").distinct()
