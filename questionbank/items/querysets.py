"""Banks and questions: who may see them. Pupils never do; keys travel only with a question that is visible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from questionbank.items.models import Bank, Question
    from repository.organisations.viewer import Viewer


class BankQuerySet(models.QuerySet["Bank"]):
    """Banks."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Own banks, and those of the viewer's units."""
        if not viewer.is_staff:
            return self.none()
        return self.filter(
            Q(owner=viewer.user) | Q(unit__in=viewer.unit_ids) | Q(unit__in=viewer.inspected_school_ids)
        )


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Own questions, approved ones of the viewer's units, and what was handed in where the viewer watches."""
        if not viewer.is_staff:
            return self.none()
        units = viewer.unit_ids | viewer.inspected_school_ids
        rule = Q(author=viewer.user) | Q(bank__unit__in=units, published__isnull=False)
        rule |= Q(offered_to__unit__in=viewer.staff_unit_ids) & ~Q(state="draft")
        rule |= Q(bank__unit__in=viewer.staff_unit_ids) & ~Q(state="draft")
        return self.filter(rule, deleted_at__isnull=True)

    def with_labels(self) -> Self:
        """What a row of a list shows, without a query per row."""
        return self.select_related("subject", "grade", "topic", "author", "draft", "published", "bank")
