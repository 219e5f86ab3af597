"""The one approval engine: rounds of review over frozen content, decided step by step. Knows not what it reviews."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from config.audit.models import AppendOnly
from config.fields import BlockField, LineField
from config.ids import public_id
from repository.curation.querysets import ReviewDecisionQuerySet, ReviewRoundQuerySet, ReviewStepQuerySet
from repository.organisations.models import OrgUnit, Role


def step_name(vietnamese: str, english: str) -> str:
    """A step's name in the active language, where it has one."""
    return (english if (get_language() or "vi").startswith("en") else "") or vietnamese


class ReviewStep(models.Model):
    """One step of the chain of an organisation (None: the default of the house) for one kind of content.

    `role` says who decides: head and deputy within the subject group, everybody else within the organisation. A chain
    is never edited: its rows end together and others, with a `chain` of their own, take their place; an open round goes
    on along the rows it began under.
    """

    organisation = models.ForeignKey(
        OrgUnit, null=True, blank=True, on_delete=models.CASCADE, related_name="review_steps"
    )
    kind = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)  # appraise, approve: the verb of the decision that passes the step
    role = models.CharField(max_length=20, choices=Role.choices)
    label_vi = LineField(max_length=80)
    label_en = LineField(max_length=80, blank=True)
    days = models.PositiveSmallIntegerField(default=5)
    optional = models.BooleanField(default=False)  # passed over on a day when nobody can decide it
    chain = models.CharField(max_length=12, blank=True, default="", db_default="", editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = ReviewStepQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "order"],
                condition=models.Q(ended_at__isnull=True),
                name="review_step_in_force_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "order"],
                condition=models.Q(ended_at__isnull=True, organisation__isnull=True),
                name="review_step_default_once",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The step's name in the active language, where it has one."""
        return step_name(self.label_vi, self.label_en)


class RoundState(models.TextChoices):
    """Where a round stands."""

    OPEN = "open", _("in review")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")
    WITHDRAWN = "withdrawn", _("taken back")


class ReviewRound(models.Model):
    """One round: frozen content (`frozen` names it, `digest` is the SHA-256 of metadata and file list)."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40, db_index=True)
    title = LineField(max_length=255)
    frozen = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    organisation = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="review_rounds")
    subject_group = models.ForeignKey(
        OrgUnit, null=True, on_delete=models.PROTECT, related_name="group_review_rounds"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="review_rounds"
    )
    editors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    message = BlockField(blank=True)
    step = models.ForeignKey(ReviewStep, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.OPEN)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = ReviewRoundQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["due_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "state", "due_at", "id"], name="round_queue"),
            models.Index(fields=["subject_group", "state", "due_at", "id"], name="round_group_queue"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=models.Q(state="open"),
                name="one_open_round_per_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id} ({self.state})"

    @property
    def subject(self) -> str:
        """The key of what is reviewed: "kind:public_id"."""
        return f"{self.kind}:{self.subject_id}"


class Verdict(models.TextChoices):
    """What a decision says."""

    APPRAISE = "appraise", _("appraised")
    APPROVE = "approve", _("approved")
    RETURN = "return", _("returned")


class ReviewDecision(AppendOnly):
    """One decision at one step: who, for whom, over which content, with which notes. Chained by hash, never edited.

    `anchors` is a list of {"target": "field:title" | "page=3" | "file:<name>", "note": text}.
    """

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="decisions")
    step_code = models.CharField(max_length=20)
    step_label = LineField(max_length=80)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="review_decisions"
    )
    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    acting_role = models.CharField(max_length=20, choices=Role.choices)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    note = BlockField(blank=True)
    anchors = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64, blank=True)
    entry_hash = models.CharField(max_length=64, unique=True)

    objects = ReviewDecisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.verdict} by {self.actor_id}"
