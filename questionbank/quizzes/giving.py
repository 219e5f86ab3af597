"""To which classes a teacher may give a quiz: those they teach; leaders to every class of their school."""

from __future__ import annotations

from django.db.models import Q

from questionbank.quizzes.models import Quiz
from repository.organisations.models import ClassGroup
from repository.organisations.viewer import LEADER_ROLES, Viewer


def classes_for(viewer: Viewer, quiz: Quiz) -> list[ClassGroup]:
    """Classes in use that may be chosen, and those chosen already."""
    mine = ClassGroup.objects.taught_by(viewer).values("pk")
    taught = Q(pk__in=mine) | Q(school__in=viewer.units_with(*LEADER_ROLES))
    rule = (taught & Q(closed_at__isnull=True)) | Q(quizzes=quiz)
    return list(ClassGroup.objects.filter(rule).distinct().order_by("grade_code", "name", "pk"))
