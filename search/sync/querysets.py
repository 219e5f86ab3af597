"""What is due in the outbox, and who may write to the indexes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from search.sync.models import IndexLease, SearchOutbox


class SearchOutboxQuerySet(models.QuerySet["SearchOutbox"]):
    """Entries of the outbox."""

    def waiting(self) -> Self:
        """Everything that is still owed and not given up."""
        return self.filter(dead_at__isnull=True)

    def due(self, now: datetime | None = None) -> Self:
        """What may be tried now: people's changes first, then by age."""
        return self.waiting().filter(next_try__lte=now or timezone.now()).order_by("priority", "id")

    def dead(self) -> Self:
        """Given up after the last try; a person has to look."""
        return self.filter(dead_at__isnull=False)


class IndexLeaseQuerySet(models.QuerySet["IndexLease"]):
    """The one right to write."""

    def take(self, name: str, holder: str, lease: timedelta) -> bool:
        """Become, or stay, the one who writes; False while another one does."""
        now = timezone.now()
        self.get_or_create(name=name, defaults={"until": now})
        free = Q(holder=holder) | Q(until__lte=now)
        return self.filter(free, name=name).update(holder=holder, until=now + lease) == 1

    def release(self, name: str, holder: str) -> None:
        """Let others write."""
        self.filter(name=name, holder=holder).update(holder="", until=timezone.now())
