"""Attempts: append-only events, a snapshot that can be rebuilt from them, one submission, scores (attempts.md)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.audit.models import AppendOnly
from questionbank.attempts.querysets import AttemptQuerySet
from questionbank.items.models import AnswerKey
from questionbank.quizzes.models import Quiz, QuizForm, QuizSlot


class Guest(models.Model):
    """Somebody who takes a quiz by its join code: a name from the list or one the teacher let in; kept 30 days."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="guests_let_in")
    name = models.CharField(max_length=80)
    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    admitted_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class AttemptState(models.TextChoices):
    """The life of an attempt."""

    NOT_STARTED = "not_started", _("not started")
    IN_PROGRESS = "in_progress", _("in progress")
    SUBMITTED = "submitted", _("handed in")
    VOID = "void", _("void")


class Attempt(models.Model):
    """One pupil (or guest) and one quiz. `answers` is the snapshot {slot id: [epoch, seq, value]}; events are the truth."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="attempts")
    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="attempts")
    guest = models.OneToOneField(Guest, null=True, on_delete=models.CASCADE, related_name="attempt")
    form = models.ForeignKey(QuizForm, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=AttemptState.choices, default=AttemptState.NOT_STARTED)
    started_at = models.DateTimeField(null=True)
    deadline = models.DateTimeField(null=True)
    extra_seconds = models.PositiveIntegerField(default=0)
    epoch = models.PositiveIntegerField(default=0)
    holders = models.JSONField(default=dict)  # epoch -> client id that held it
    answers = models.JSONField(default=dict)
    flagged = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=0)
    storage_key = models.CharField(max_length=64, blank=True)
    last_contact = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    needs_grading = models.BooleanField(default=False)
    score = models.DecimalField(max_digits=7, decimal_places=2, null=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["quiz", "pupil"], name="one_attempt_per_pupil"),
            models.CheckConstraint(
                name="attempt_has_one_taker",
                condition=models.Q(pupil__isnull=False, guest__isnull=True)
                | models.Q(pupil__isnull=True, guest__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "deadline"], name="attempt_overdue"),
            models.Index(fields=["needs_grading"], condition=models.Q(needs_grading=True), name="attempt_to_grade"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Via(models.TextChoices):
    """How an event reached us."""

    PLAYER = "player", _("player")
    EMERGENCY = "emergency", _("emergency file")
    STAFF = "staff", _("entered by staff")


class AttemptEvent(models.Model):
    """One answer as it was given. Appended, never changed; `late` ones are data and a person decides."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="events")
    client_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    uuid = models.UUIDField()
    epoch = models.PositiveIntegerField()
    item = models.CharField(max_length=12)
    value = models.JSONField(null=True)
    client_elapsed_ms = models.PositiveBigIntegerField(default=0)
    received_at = models.DateTimeField()
    via = models.CharField(max_length=10, choices=Via.choices, default=Via.PLAYER)
    late = models.BooleanField(default=False)
    accepted_late = models.BooleanField(default=False)
    conflicting = models.BooleanField(default=False)  # same (client, seq), other body: both kept for review

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["attempt", "client_id", "seq"], condition=models.Q(conflicting=False), name="event_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.client_id}:{self.seq}"


class Submission(AppendOnly):
    """The hand-in: at most one per attempt. `receipt` is the code the pupil can show."""

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="submission")
    idempotency_key = models.UUIDField()
    receipt = models.CharField(max_length=12, unique=True)
    at = models.DateTimeField()
    by_sweeper = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.receipt


class ScoreSource(models.TextChoices):
    """Who gave a score."""

    AUTO = "auto", _("automatic")
    PERSON = "person", _("a person")
    REGRADE = "regrade", _("regrade")


class ItemScore(models.Model):
    """The score of one slot in one attempt: the only table that statistics read."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="scores")
    slot = models.ForeignKey(QuizSlot, on_delete=models.CASCADE, related_name="scores")
    answer_key = models.ForeignKey(AnswerKey, on_delete=models.PROTECT, related_name="+")
    fraction = models.DecimalField(max_digits=8, decimal_places=7)
    parts = models.JSONField(default=dict)
    flags = models.JSONField(default=list)
    answered = models.BooleanField(default=True)
    source = models.CharField(max_length=10, choices=ScoreSource.choices, default=ScoreSource.AUTO)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["attempt", "slot"], name="item_score_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.slot_id}: {self.fraction}"


class RegradeRun(models.Model):
    """A corrected key: preview of who gains and loses, approved by a second person, before and after kept."""

    slot = models.ForeignKey(QuizSlot, on_delete=models.CASCADE, related_name="regrades")
    key_from = models.ForeignKey(AnswerKey, on_delete=models.PROTECT, related_name="+")
    key_to = models.ForeignKey(AnswerKey, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    approved_at = models.DateTimeField(null=True)
    changes = models.JSONField(default=list)  # [{"attempt", "before", "after"}]

    def __str__(self) -> str:
        return f"{self.slot_id}: key {self.key_from_id} -> {self.key_to_id}"
