"""Banks, questions, their frozen versions, and answer keys as separate revisions. Never in the Wagtail admin."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from config.fields import BlockField, LineField
from config.ids import public_id
from media.files.models import StoredBlob
from questionbank.items.querysets import (
    AnswerKeyQuerySet,
    BankQuerySet,
    IncomingPictureQuerySet,
    QuestionQuerySet,
)
from repository.curriculum.models import GradeLevel, Outcome, Subject, Topic
from repository.organisations.models import OrgUnit

PICTURE_PARTS = "picture-"


class Bank(models.Model):
    """A bank belongs to a person (their own) or to a unit (the school's); exactly one of both."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    name = LineField(_("name"), max_length=160)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="question_banks",
    )
    unit = models.ForeignKey(
        OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="question_banks"
    )

    objects = BankQuerySet.as_manager()

    class Meta:
        verbose_name = _("question bank")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="bank_has_one_owner",
                condition=models.Q(owner__isnull=False, unit__isnull=True)
                | models.Q(owner__isnull=True, unit__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(unit__isnull=False), name="one_bank_per_unit"
            ),
            models.UniqueConstraint(
                fields=["owner"], condition=models.Q(owner__isnull=False), name="one_bank_per_person"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CognitiveLevel(models.TextChoices):
    """How deep the question goes (CV 7991)."""

    KNOWING = "knowing", _("knowing")
    UNDERSTANDING = "understanding", _("understanding")
    APPLYING = "applying", _("applying")
    ADVANCED = "advanced_applying", _("advanced applying")


class QuestionState(models.TextChoices):
    """Where the work in progress stands; the same words as for materials."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waiting for appraisal")
    APPRAISED = "appraised", _("appraised, waiting for approval")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")
    RETIRED = "retired", _("no longer in use")


class Question(models.Model):
    """The identity of a question. Classification is foreign keys, never JSON, and may be corrected without a version."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="questions")
    # The school's bank it is offered to; it moves there when it is approved.
    offered_to = models.ForeignKey(Bank, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # Who appraises it there: a group of the school, chosen by the author's posts when it is offered.
    subject_group = models.ForeignKey(
        OrgUnit, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    type_key = models.CharField(max_length=40)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="questions")
    state = models.CharField(max_length=10, choices=QuestionState.choices, default=QuestionState.DRAFT)
    subject = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    grade = models.ForeignKey(GradeLevel, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.ForeignKey(Outcome, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=20, choices=CognitiveLevel.choices, blank=True)
    draft = models.ForeignKey(
        "QuestionVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    published = models.ForeignKey(
        "QuestionVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    edit_number = models.PositiveIntegerField(
        default=1, editable=False
    )  # two teachers editing: the second is told
    change_number = models.PositiveBigIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        ordering: ClassVar[list[str]] = ["-updated_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["bank", "-updated_at", "-id"], name="question_bank_list"),
            models.Index(fields=["author", "-updated_at", "-id"], name="question_author_list"),
            models.Index(fields=["bank", "subject", "grade", "level"], name="question_filter"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def subject_key(self) -> str:
        """The key under which review, notices and audit know this question."""
        return f"question:{self.public_id}"


class QuestionVersion(models.Model):
    """A state of a question, frozen for ever once `frozen_at` is set.

    `body` is what the type's `to_json` wrote, {} until it is valid. `work` keeps what was typed and does not fit the
    type yet, under "body" and "key"; a version with work cannot be frozen. The worked solution is part of the key.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.JSONField(default=dict)
    work = models.JSONField(default=dict, blank=True)
    plain_text = BlockField(blank=True)
    folded_text = models.TextField(blank=True)  # lower case without accents, for finding words in a bank
    text_hash = models.CharField(max_length=64, db_index=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Everyone else who wrote into it: none of them decides over it.
    editors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["question", "number"], name="question_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"

    @property
    def is_frozen(self) -> bool:
        """Never changes any more."""
        return self.frozen_at is not None

    @property
    def is_ready(self) -> bool:
        """The body fits its type and nothing half-typed waits."""
        return bool(self.body) and not self.work


class AnswerKey(models.Model):
    """A key revision of one version. Correcting a key adds number + 1; a regrade names "key 1 → key 2".

    A number says when a key was written, never that it counts: `in_force_at` is when it became the key of its version
    (None: proposed, or refused), and `AnswerKey.objects.in_force()` is the only place that says which key counts.
    """

    version = models.ForeignKey(QuestionVersion, on_delete=models.CASCADE, related_name="keys")
    number = models.PositiveIntegerField(default=1)
    key = models.JSONField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = LineField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    in_force_at = models.DateTimeField(null=True, blank=True, db_default=Now(), editable=False)

    objects = AnswerKeyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "number"], name="answer_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} key {self.number}"


class IncomingState(models.TextChoices):
    """Where a picture stands that has arrived and is not ours yet; a ready one is a `QuestionPicture`."""

    WAITING = "waiting", _("waiting")
    REFUSED = "refused", _("not taken")


class IncomingPicture(models.Model):
    """A stranger's picture before a job has drawn it anew: its bytes are a part file, nobody is given them.

    Once drawn, a `QuestionPicture` of the same `public_id` takes its place; what cannot be drawn stays as REFUSED with
    the code of the sentence, and is not drawn again. A text may name it meanwhile and is not ready as long as it does.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="incoming_pictures")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    alt = LineField(max_length=300, blank=True)
    state = models.CharField(
        max_length=8, choices=IncomingState.choices, default=IncomingState.WAITING, db_default="waiting"
    )
    code = models.CharField(max_length=60, blank=True, default="", db_default="")
    params = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = IncomingPictureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "created_at"], name="incoming_picture_state"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def subject_key(self) -> str:
        """The key under which jobs know this picture."""
        return f"picture:{self.public_id}"

    @property
    def part_name(self) -> str:
        """The name of its part file."""
        return f"{PICTURE_PARTS}{self.public_id}"


class QuestionPicture(models.Model):
    """A picture inside a question, drawn by ourselves; `public_id` is what the body's HTML names (`data-picture`)."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="pictures")
    blob = models.ForeignKey(StoredBlob, on_delete=models.PROTECT, related_name="+")
    alt = LineField(_("what the picture shows"), max_length=300, blank=True)

    def __str__(self) -> str:
        return self.public_id
