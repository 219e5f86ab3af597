"""Attempts: append-only events, a snapshot that can be rebuilt from them, one hand-in a round, scores per question."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.audit.models import AppendOnly
from config.fields import LineField, NameField
from config.ids import random_code
from questionbank.attempts.querysets import AttemptQuerySet, GuestQuerySet, RegradeRunQuerySet
from questionbank.items.models import AnswerKey
from questionbank.papers.models import PaperForm, PaperSlot
from questionbank.quizzes.models import Quiz

RECEIPT_LENGTH = 8  # shown by the pupil, read aloud; unique in the house


def receipt_code() -> str:
    """A receipt, e.g. `k7m2x9qd`; shown in two groups of four."""
    return random_code(RECEIPT_LENGTH)


class Guest(models.Model):
    """Somebody who takes a quiz by its join code, without a class card: a name of the list, or one the teacher let in."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="guest_rows")
    name = NameField(_("name"), max_length=80)
    name_sort = models.CharField(max_length=160, editable=False)
    # The pupil of the class list whose name was chosen; nobody else can choose it then.
    pupil = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    admitted_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    # The pupil signed in by card and says that somebody else took the test under this name: a person decides.
    disputed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GuestQuerySet.as_manager()

    class Meta:
        verbose_name = _("guest")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["quiz", "pupil"],
                condition=models.Q(refused_at__isnull=True),
                name="one_guest_per_name",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class AttemptState(models.TextChoices):
    """The life of an attempt. Whether it is graded is `graded_at`, whether the marking is still to come `needs_grading`;

    marked by the key and not graded: a person has to mark some of it (`ItemScore.needs_human`).
    """

    NOT_STARTED = "not_started", _("not started")
    IN_PROGRESS = "in_progress", _("in progress")
    SUBMITTED = "submitted", _("handed in")
    VOID = "void", _("does not count")


class Attempt(models.Model):
    """One pupil (or guest) and one quiz.

    `answers` is the snapshot {slot public id: [epoch, seq, value]}: for each slot the event with the highest
    (epoch, seq); the events are the truth and it can be rebuilt from them. `epoch` counts the devices that held the
    attempt one after the other, `holders` says which client held which ("2": client id), `holder` who holds it now;
    `last_seq` is the highest seq of the holder up to which nothing is missing; while `has_gaps`, saves go the long way.
    `round` grows when a teacher lets the pupil in again after the hand-in.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="attempts")
    pupil = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="attempts"
    )
    guest = models.OneToOneField(
        Guest, null=True, blank=True, on_delete=models.CASCADE, related_name="attempt"
    )
    form = models.ForeignKey(PaperForm, on_delete=models.PROTECT, related_name="attempts")
    state = models.CharField(max_length=12, choices=AttemptState.choices, default=AttemptState.NOT_STARTED)
    round = models.PositiveSmallIntegerField(default=1)
    seen_at = models.DateTimeField(null=True, blank=True)  # the lobby was opened
    started_at = models.DateTimeField(null=True, blank=True)
    deadline = models.DateTimeField(null=True, blank=True)
    extra_seconds = models.PositiveIntegerField(default=0)
    epoch = models.PositiveIntegerField(default=0)
    holder = models.UUIDField(null=True, blank=True)
    holders = models.JSONField(default=dict)
    last_seq = models.PositiveIntegerField(default=0)
    has_gaps = models.BooleanField(default=False)  # the holder's events beyond a missing one are stored
    answers = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    storage_key = models.CharField(max_length=64, blank=True)
    last_contact = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    # When the taker first opened a page that showed the score, and the key: evidence for whoever decides later.
    score_shown_at = models.DateTimeField(null=True, blank=True)
    key_shown_at = models.DateTimeField(null=True, blank=True)
    # Let in again although the key had been on show: a person decided so, with a reason.
    knew_key = models.BooleanField(default=False, db_default=False)
    needs_grading = models.BooleanField(default=False)
    graded_at = models.DateTimeField(null=True, blank=True)
    score = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)

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
            models.Index(
                fields=["deadline"], condition=models.Q(state="in_progress"), name="attempt_overdue"
            ),
            models.Index(fields=["id"], condition=models.Q(needs_grading=True), name="attempt_to_grade"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    def is_over(self, now: datetime) -> bool:
        """The deadline and the grace of its quiz have passed; false before the start."""
        return self.deadline is not None and self.deadline + timedelta(seconds=self.quiz.grace_seconds) < now

    @property
    def subject_key(self) -> str:
        """The key under which notices and audit know this attempt."""
        return f"attempt:{self.public_id}"


class Via(models.TextChoices):
    """How an event reached us."""

    PLAYER = "player", _("player")
    EMERGENCY = "emergency", _("emergency file")
    STAFF = "staff", _("entered by staff")


class AttemptEvent(AppendOnly):
    """One answer as it was given. An empty value clears. `late` ones are data: `LateDecision` says whether they count.

    `conflicting`: came under a (client, seq) that already held another body; kept for review, never counted.
    """

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
    conflicting = models.BooleanField(default=False)
    # Of late ones: when the school had heard from the attempt before. Whoever was silent until then was off the line.
    heard_before = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("answer event")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["attempt", "client_id", "seq"],
                condition=models.Q(conflicting=False),
                name="event_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.client_id}:{self.seq}"


class LateDecision(AppendOnly):
    """A person decided whether answers that came too late count."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="late_decisions")
    event_ids = models.JSONField()  # row ids of the events decided over
    accepted = models.BooleanField()
    reason = LineField(_("reason"), max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {'accepted' if self.accepted else 'refused'}"


class ClosedBy(models.TextChoices):
    """Who ended an attempt."""

    PUPIL = "pupil", _("the pupil")
    CLOCK = "clock", _("the clock")
    TEACHER = "teacher", _("the teacher")


class Submission(AppendOnly):
    """The hand-in: at most one a round. `receipt` is the code the pupil can show."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="submissions")
    round = models.PositiveSmallIntegerField(default=1)
    idempotency_key = models.UUIDField(default=uuid.uuid4)
    receipt = models.CharField(max_length=12, unique=True, default=receipt_code)
    at = models.DateTimeField()
    closed_by = models.CharField(max_length=8, choices=ClosedBy.choices, default=ClosedBy.PUPIL)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["attempt", "round"], name="submission_once"),
        ]

    def __str__(self) -> str:
        return self.receipt


class ScoreSource(models.TextChoices):
    """Where a score comes from."""

    AUTO = "auto", _("automatic")
    PERSON = "person", _("a person")
    REGRADE = "regrade", _("corrected key")


class ItemScore(models.Model):
    """The score of one slot in one attempt: the only table that statistics read."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="scores")
    slot = models.ForeignKey(PaperSlot, on_delete=models.CASCADE, related_name="scores")
    answer_key = models.ForeignKey(AnswerKey, on_delete=models.PROTECT, related_name="+")
    fraction = models.DecimalField(max_digits=8, decimal_places=7)
    parts = models.JSONField(default=dict)  # part id -> fraction as text
    flags = models.JSONField(default=list)
    answered = models.BooleanField(default=True)
    value = models.JSONField(null=True)  # the canonical answer by ids
    source = models.CharField(max_length=10, choices=ScoreSource.choices, default=ScoreSource.AUTO)
    # A person must say what it earns; until then `fraction` says nothing, and the attempt is not graded.
    needs_human = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name = _("score")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["attempt", "slot"], name="item_score_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.slot_id}: {self.fraction}"


class RegradeState(models.TextChoices):
    """A correction waits for a second person."""

    PROPOSED = "proposed", _("waiting for a second person")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")


class RegradeRun(models.Model):
    """A corrected key of one slot: who gains and loses, decided by a second person, before and after kept."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slot = models.ForeignKey(PaperSlot, on_delete=models.CASCADE, related_name="regrades")
    key_from = models.ForeignKey(AnswerKey, on_delete=models.PROTECT, related_name="+")
    key_to = models.ForeignKey(AnswerKey, on_delete=models.PROTECT, related_name="+")
    reason = LineField(_("reason"), max_length=300)
    state = models.CharField(max_length=10, choices=RegradeState.choices, default=RegradeState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    # [{"attempt": public id, "before": score, "after": score}] as decided
    changes = models.JSONField(default=list)

    objects = RegradeRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction of a key")
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["slot"], condition=models.Q(state="proposed"), name="one_open_regrade_per_slot"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id}: key {self.key_from_id} -> {self.key_to_id}"
