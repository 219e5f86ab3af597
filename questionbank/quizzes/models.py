"""Quizzes: parts and slots while a teacher composes, frozen forms with a key-free package once published."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.fields import BlockField, LineField
from config.ids import public_id, random_code
from questionbank.items.models import AnswerKey, Question, QuestionVersion
from questionbank.quizzes.querysets import QuizQuerySet
from repository.organisations.models import ClassGroup, OrgUnit

JOIN_CODE_LENGTH = 8  # 31^8: guesses are throttled by failures only (security.md, A12)


def join_code() -> str:
    """Eight symbols without 0/O and 1/I/L, easy to read from a blackboard."""
    return random_code(JOIN_CODE_LENGTH)


class QuizState(models.TextChoices):
    """The life of a quiz."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", _("closed")


class ShowWhen(models.TextChoices):
    """When pupils see something of the results."""

    NEVER = "never", _("never")
    AFTER_RELEASE = "after_release", _("when the teacher releases the results")
    AFTER_HAND_IN = "after_hand_in", _("right after handing in")
    AFTER_CLOSE = "after_close", _("when the quiz has closed")


class GuestPolicy(models.TextChoices):
    """Who may take it without a class card."""

    NONE = "none", _("only pupils with a class card")
    LISTED = "listed", _("guests who choose their name from the class list")
    APPROVED = "approved", _("guests whom the teacher lets in")


class Quiz(models.Model):
    """One test given online. Everything a pupil gets is frozen into its forms when it is published."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    title = LineField(_("title"), max_length=200)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="quizzes")
    organisation = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="quizzes")
    class_groups = models.ManyToManyField(ClassGroup, related_name="quizzes", blank=True)
    state = models.CharField(max_length=10, choices=QuizState.choices, default=QuizState.DRAFT)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=15)
    grace_seconds = models.PositiveSmallIntegerField(default=120)
    shuffle_questions = models.BooleanField(_("shuffle questions"), default=False)
    shuffle_options = models.BooleanField(_("shuffle options"), default=True)
    forms_count = models.PositiveSmallIntegerField(default=1)
    rounding_step = models.DecimalField(max_digits=4, decimal_places=2, default=Decimal("0.10"))
    edit_number = models.PositiveIntegerField(
        default=1, editable=False
    )  # two tabs composing: the second is told
    show_score = models.CharField(max_length=15, choices=ShowWhen.choices, default=ShowWhen.AFTER_RELEASE)
    show_answers = models.CharField(max_length=15, choices=ShowWhen.choices, default=ShowWhen.AFTER_RELEASE)
    guests = models.CharField(max_length=10, choices=GuestPolicy.choices, default=GuestPolicy.LISTED)
    join_code = models.CharField(max_length=12, unique=True, default=join_code)
    join_code_revoked = models.BooleanField(default=False)
    released_at = models.DateTimeField(null=True, blank=True)
    key_shown_at = models.DateTimeField(null=True, blank=True)  # first time a taker had the key on the screen
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = QuizQuerySet.as_manager()

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def subject_key(self) -> str:
        """The key under which notices and audit know this quiz."""
        return f"quiz:{self.public_id}"

    def is_open(self, now: datetime) -> bool:
        """Published and within its window: an attempt may be started."""
        started = self.opens_at is None or self.opens_at <= now
        running = self.closes_at is None or now < self.closes_at
        return self.state == QuizState.PUBLISHED and started and running


class RevokedCode(models.Model):
    """A join code that no longer opens its quiz; kept as evidence, and so that it is never given out again."""

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="revoked_codes")
    code = models.CharField(max_length=12, unique=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.code


class QuizPart(models.Model):
    """A part (I, II, III) with its own scoring rule: the rule belongs here, never to the type."""

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="parts")
    order = models.PositiveSmallIntegerField()
    title = LineField(_("title"), max_length=120)
    instruction = BlockField(blank=True)
    scoring_rules = models.JSONField(default=dict)  # type key -> {"key": rule, "table": [...]}

    class Meta:
        ordering: ClassVar[list[str]] = ["order"]

    def __str__(self) -> str:
        return self.title


class QuizSlot(models.Model):
    """A question in its place, worth `points`. `version` and `answer_key` are fixed when the quiz is published;
    a regrade moves `answer_key` forward."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    part = models.ForeignKey(QuizPart, on_delete=models.CASCADE, related_name="slots")
    order = models.PositiveSmallIntegerField()
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(QuestionVersion, null=True, on_delete=models.PROTECT, related_name="+")
    answer_key = models.ForeignKey(AnswerKey, null=True, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal(1))

    class Meta:
        ordering: ClassVar[list[str]] = ["part__order", "order"]

    def __str__(self) -> str:
        return self.public_id


class QuizForm(models.Model):
    """One frozen form (mã đề): explicit order of items and options, and the key-free package the player draws.

    `prepared` is {slot public id: Prepared as JSON}, what answers are parsed against. `package` is the JSON of
    `docs/attempt-protocol.md`; `sealed` the same under AES-256-GCM (12 bytes nonce, then ciphertext and tag), which
    anyone may fetch beforehand under `package_name`: `package_key` (base64url of 32 bytes) comes with the start.
    """

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="forms")
    code = models.CharField(max_length=8)
    seed = models.PositiveBigIntegerField()
    prepared = models.JSONField()
    package = models.JSONField()
    package_name = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    package_key = models.CharField(max_length=64)
    sealed = models.BinaryField()

    class Meta:
        ordering: ClassVar[list[str]] = ["code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["quiz", "code"], name="quiz_form_once"),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id}/{self.code}"
