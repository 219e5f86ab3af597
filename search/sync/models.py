"""The outbox (what has to be indexed), what version of an object was read last, and generations being filled."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from search.sync.querysets import IndexLeaseQuerySet, SearchOutboxQuerySet


class Operation(models.TextChoices):
    """Why a row was written; either way the relay reads the object as it is when its turn comes."""

    INDEX = "index", _("index")
    DELETE = "delete", _("delete")


class Priority(models.IntegerChoices):
    """Who goes first."""

    PERSON = 10, _("somebody waits")
    SWEEP = 50, _("repair")
    BULK = 90, _("many at once")


class SearchOutbox(models.Model):
    """One object that an index must look at again: the truth about what is owed, written in the change's transaction.

    `last_error` is for operators. `dead_at` is set when all tries are used up: a person has to look.
    """

    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    op = models.CharField(max_length=10, choices=Operation.choices, default=Operation.INDEX)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.PERSON)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=timezone.now)
    last_error = models.CharField(max_length=500, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SearchOutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the search outbox")
        verbose_name_plural = _("search outbox")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["dead_at", "next_try", "priority", "id"], name="outbox_due"),
            models.Index(fields=["kind", "object_id"], name="outbox_object"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"


class IndexedVersion(models.Model):
    """How often an object was read for indexing. This count, not a clock, is the version that engines compare.

    `mark` is the object's own counter of changes at the last read that reached the indexes: the nightly check
    finds changes that never came by the outbox.
    """

    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    version = models.PositiveBigIntegerField(default=0)
    mark = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="indexed_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id} v{self.version}"


class FillingGeneration(models.Model):
    """A generation that is being filled: the relay writes to it as well as to the one being read."""

    index = models.CharField(max_length=60, unique=True)
    generation = models.CharField(max_length=120)
    started_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.index}: {self.generation}"


class IndexLease(models.Model):
    """Who writes to the indexes at the moment: one process at a time, the relay or a rebuild."""

    name = models.CharField(max_length=40, unique=True)
    holder = models.CharField(max_length=120, blank=True)
    until = models.DateTimeField(default=timezone.now)
    committed_at = models.DateTimeField(null=True)  # the last commit, so that there is at most one a second

    objects = IndexLeaseQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"
