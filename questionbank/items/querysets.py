"""Banks and questions: who may see them. Pupils never do; keys travel only with a question that is visible."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

HEADS = ("head", "deputy_head")
LEADERS = ("principal", "vice_principal")
AUTHORS_ONLY = ("draft", "retired")  # states in which the work in progress is nobody else's business

if TYPE_CHECKING:
    from questionbank.items.models import AnswerKey, Bank, IncomingPicture, Question
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


def authored(viewer: Viewer) -> Q:
    """Wrote it: in one's own bank for good, in a unit's bank while one works there."""
    own = Q(bank__owner=viewer.user) | Q(bank__unit__in=viewer.unit_ids)
    return Q(author=viewer.user) & own


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Own questions, approved ones of the viewer's units, and what was sent for review where the viewer watches."""
        if not viewer.is_staff:
            return self.none()
        units = viewer.unit_ids | viewer.inspected_school_ids
        rule = authored(viewer) | Q(bank__unit__in=units, published__isnull=False)
        watched = viewer.staff_unit_ids
        sent = Q(offered_to__unit__in=watched) | Q(bank__unit__in=watched) | Q(subject_group__in=watched)
        rule |= sent & ~Q(state__in=AUTHORS_ONLY)
        return self.filter(rule, deleted_at__isnull=True)

    def by(self, viewer: Viewer) -> Self:
        """What the viewer wrote, in whichever bank it stands now, outside the bin."""
        return self.filter(authored(viewer), deleted_at__isnull=True) if viewer.is_staff else self.none()

    def in_bin_of(self, viewer: Viewer) -> Self:
        """What the viewer has put away."""
        return self.filter(authored(viewer), deleted_at__isnull=False) if viewer.is_staff else self.none()

    def published_in(self, viewer: Viewer, unit_id: int) -> Self:
        """The approved questions of a unit's bank, if the viewer reads there."""
        if not viewer.is_staff or unit_id not in viewer.unit_ids | viewer.inspected_school_ids:
            return self.none()
        banks: Any = self.model._meta.get_field("bank").related_model
        # One value instead of a join: the list is read along its index, from the newest, and stops with the page.
        bank = Subquery(banks.objects.filter(unit=unit_id).values("pk")[:1])
        return self.filter(bank=bank, published__isnull=False, deleted_at__isnull=True)

    def editable_by(self, viewer: Viewer) -> Self:
        """Questions in use that the viewer may change: `policies.may_edit`, said for many."""
        if not viewer.is_staff:
            return self.none()
        heads, leaders = viewer.units_with(*HEADS), viewer.units_with(*LEADERS)
        kept = Q(bank__unit__in=leaders) | Q(bank__unit__isnull=False, subject_group__in=heads)
        return self.filter(authored(viewer) | kept, deleted_at__isnull=True).exclude(state="retired")

    def with_labels(self) -> Self:
        """What a row of a list shows, without a query per row."""
        return self.select_related("subject", "grade", "topic", "author", "draft", "published", "bank")


class AnswerKeyQuerySet(models.QuerySet["AnswerKey"]):
    """Keys of versions."""

    def in_force(self) -> Self:
        """Of each version the key that counts: the one put in force last, whatever its number."""
        others = self.model._default_manager.filter(version=OuterRef("version"))
        later = Q(in_force_at__gt=OuterRef("in_force_at"))
        later |= Q(in_force_at=OuterRef("in_force_at"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(others.filter(later)), in_force_at__isnull=False)

    def in_force_of(self, version_ids: Iterable[int]) -> dict[int, AnswerKey]:
        """The key that counts by version id; one query."""
        rows = self.filter(version__in=list(version_ids)).in_force()
        return {row.version_id: row for row in rows}


class IncomingPictureQuerySet(models.QuerySet["IncomingPicture"]):
    """Pictures that have arrived and are not ours yet."""

    def waiting(self) -> Self:
        """A job will draw them."""
        return self.filter(state="waiting")

    def refused(self) -> Self:
        """No job will."""
        return self.filter(state="refused")

    def refuse(self, pk: int, code: str, params: dict[str, Any] | None = None) -> bool:
        """Remember why; False when it has been decided already."""
        found = self.waiting().filter(pk=pk)
        return found.update(state="refused", code=code, params=params or {}) == 1
