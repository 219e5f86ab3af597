"""Job: one piece of work as a row, the truth about it; Heartbeat: when a process was last seen alive."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.ids import public_id
from config.jobs.querysets import HeartbeatQuerySet, JobQuerySet
from config.jobs.registry import JOBS


class JobState(models.TextChoices):
    """Where a job stands. A failed attempt that will be tried again is `queued`."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Job(models.Model):
    """One piece of work. `error` is a sentence for the person; `trace` is for operators only."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    kind = models.CharField(max_length=80)
    subject = models.CharField(max_length=120, blank=True, default="")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs"
    )
    args: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    once = models.BooleanField(default=False)
    progress = models.PositiveSmallIntegerField(default=0)
    progress_note = models.CharField(max_length=200, blank=True, default="")
    attempt = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=6)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_holder = models.CharField(max_length=120, blank=True, default="")
    not_before = models.DateTimeField(default=timezone.now)
    rung = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, default="")
    trace = models.TextField(blank=True, default="")
    created = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "not_before"], name="jobs_due"),
            models.Index(fields=["subject", "kind"], name="jobs_subject"),
            models.Index(fields=["finished"], name="jobs_finished"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(once=True, state="queued"), name="jobs_one_waiting"
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="jobs_progress_is_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def label(self) -> str:
        """What the job does, in the reader's language."""
        return str(JOBS[self.kind].label) if self.kind in JOBS else self.kind

    @property
    def is_open(self) -> bool:
        """Whether the job still waits or runs."""
        return self.state in {JobState.QUEUED, JobState.RUNNING}


class Heartbeat(models.Model):
    """When a process (`ticker`, `worker`) was last seen alive; `doctor` and the status page read it."""

    name = models.CharField(max_length=60, unique=True)
    holder = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    objects = HeartbeatQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
