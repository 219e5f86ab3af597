"""Quizzes: staff see their own and those of classes they teach or lead; pupils those given to their class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from questionbank.papers.querysets import authored
from repository.organisations.models import ClassGroup, Enrolment
from repository.organisations.viewer import LEADER_ROLES, Viewer

if TYPE_CHECKING:
    from questionbank.quizzes.models import Quiz


def results_rule(viewer: Viewer, prefix: str = "") -> Q:
    """Whose results the viewer reads: own quizzes, those of classes taught, published ones of schools led."""
    own = authored(viewer, prefix)
    taught = Q(**{f"{prefix}class_groups__in": ClassGroup.objects.taught_by(viewer).values("pk")})
    led = Q(**{f"{prefix}organisation__in": viewer.units_with(*LEADER_ROLES) | viewer.inspected_school_ids})
    return own | ((taught | led) & ~Q(**{f"{prefix}state": "draft"}))


class QuizQuerySet(models.QuerySet["Quiz"]):
    """Quizzes."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Every quiz the viewer may open in some way: staff by `results_rule`, pupils by their class."""
        if viewer.is_pupil:
            return self.given_to(viewer)
        if not viewer.is_staff:
            return self.none()
        return self.filter(results_rule(viewer)).distinct()

    def editable_by(self, viewer: Viewer) -> Self:
        """Quizzes the viewer composes: their own."""
        return self.filter(authored(viewer)) if viewer.is_staff else self.none()

    def run_by(self, viewer: Viewer) -> Self:
        """Quizzes the viewer runs in class (more time, let in, collect, release): author and teachers of the classes."""
        if not viewer.is_staff:
            return self.none()
        taught = Q(class_groups__in=ClassGroup.objects.taught_by(viewer).values("pk"))
        rule = authored(viewer) | (taught & ~Q(state="draft"))
        return self.filter(rule).distinct()

    def given_to(self, viewer: Viewer) -> Self:
        """Published quizzes of the pupil's classes today."""
        if viewer.user is None or not viewer.is_pupil:
            return self.none()
        sits = Enrolment.objects.filter(pupil=viewer.user, class_group__closed_at__isnull=True)
        classes = sits.valid_on(viewer.today).values("class_group")
        return self.filter(class_groups__in=classes).exclude(state="draft").distinct()
