"""Units, memberships and other dated rows by name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from repository.organisations.models import OrgUnit


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with `valid_from` and `valid_to` (both days included)."""

    def valid_on(self, day: date) -> Self:
        """Rows that hold on `day`."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class OrgUnitQuerySet(DatedQuerySet):
    """Units of the tree."""

    def schools(self) -> Self:
        """Units whose kind is a school."""
        return self.filter(kind__is_school=True)

    def subject_groups(self) -> Self:
        """Units whose kind is a subject group."""
        return self.filter(kind__is_subject_group=True)

    def below(self, unit: OrgUnit) -> Self:
        """`unit` and everything under it."""
        return self.filter(path__startswith=unit.path)


class MembershipQuerySet(DatedQuerySet):
    """Roles held."""

    def holding(self, *roles: str) -> Self:
        """Only these roles."""
        return self.filter(role__in=roles)
