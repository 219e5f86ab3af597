"""Named questions to the curriculum: what is in force on a day, what belongs to a grade."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


class TermQuerySet(models.QuerySet):
    """Terms with dates; they are retired, never deleted."""

    def current(self, on: datetime.date | None = None) -> Self:
        """Terms in force on the day `on` (today when omitted); both ends of the period count."""
        day = on or timezone.localdate()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )


class SubjectQuerySet(TermQuerySet):
    """Subjects."""

    def for_grade(self, grade_code: str, on: datetime.date | None = None) -> Self:
        """Subjects that some programme in force teaches in the grade, e.g. "6"."""
        return self.filter(grade_links__in=_links(self, grade_code, on)).distinct()


class GradeQuerySet(TermQuerySet):
    """Grades."""

    def for_subject(self, subject_code: str, on: datetime.date | None = None) -> Self:
        """Grades in which the subject is taught, e.g. "KHTN" gives 6 to 9."""
        links = self.model._meta.get_field("subject_links").related_model.objects.current(on)
        return self.filter(subject_links__in=links.filter(subject__code=subject_code)).distinct()


class SubjectGradeQuerySet(models.QuerySet):
    """Which subject is taught in which grade."""

    def current(self, on: datetime.date | None = None) -> Self:
        """Links of programmes in force on the day."""
        programmes = self.model._meta.get_field("programme").related_model.objects.current(on)
        return self.filter(programme__in=programmes)


class TopicQuerySet(TermQuerySet):
    """Topics and outcomes: whatever hangs on a grade through `grade_path`."""

    grade_path = "grade"
    subject_path = "subject"

    def for_grade(self, grade_code: str) -> Self:
        """Those of one grade, e.g. "6"."""
        return self.filter(**{f"{self.grade_path}__code": grade_code})

    def for_subject(self, subject_code: str) -> Self:
        """Those of one subject, e.g. "TOAN"."""
        return self.filter(**{f"{self.subject_path}__code": subject_code})


class OutcomeQuerySet(TopicQuerySet):
    """Outcomes, reached through their topic."""

    grade_path = "topic__grade"
    subject_path = "topic__subject"


class SeriesQuerySet(TermQuerySet):
    """Textbook series."""

    def default_on(self, on: datetime.date | None = None) -> Any | None:
        """The series that new material carries unless its author says otherwise; None before any default began."""
        day = on or timezone.localdate()
        return self.current(day).filter(default_from__lte=day).order_by("-default_from", "order").first()


def _links(subjects: SubjectQuerySet, grade_code: str, on: datetime.date | None) -> models.QuerySet:
    links = subjects.model._meta.get_field("grade_links").related_model.objects.current(on)
    return links.filter(grade__code=grade_code)
