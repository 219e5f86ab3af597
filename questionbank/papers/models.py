"""Papers: parts and slots while an author arranges them, frozen forms with a key-free package once they are given.

A paper knows no pupils, no window and no results: those are a test event's (`quizzes`), of which it may have several.

The tables keep their names, and a paper its number that of the test it was written for, as long as the release before
this one may come back (`deploy/README.md`, upgrade; decision 48).
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.fields import BlockField, LineField
from config.ids import public_id
from questionbank.items.models import AnswerKey, Question, QuestionVersion
from questionbank.papers.querysets import PaperQuerySet
from repository.organisations.models import OrgUnit


class Paper(models.Model):
    """What is asked, in which order, worth how much. Everything of it stands still once it is frozen.

    `edit_number` is raised by every change: two tabs arranging, the second is told.
    """

    id = models.BigIntegerField(primary_key=True, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="papers")
    organisation = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="papers")
    title = LineField(_("title"), max_length=200)
    shuffle_questions = models.BooleanField(_("shuffle questions"), default=False)
    shuffle_options = models.BooleanField(_("shuffle options"), default=True)
    forms_count = models.PositiveSmallIntegerField(default=1)
    rounding_step = models.DecimalField(max_digits=4, decimal_places=2, default=Decimal("0.10"))
    edit_number = models.PositiveIntegerField(default=1, editable=False)
    frozen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title


class PaperPart(models.Model):
    """A part (I, II, III) with its own scoring rule: the rule belongs here, never to the type."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="parts", db_column="quiz_id")
    order = models.PositiveSmallIntegerField()
    title = LineField(_("title"), max_length=120)
    instruction = BlockField(blank=True)
    scoring_rules = models.JSONField(default=dict)  # type key -> {"key": rule, "table": [...]}

    class Meta:
        db_table = "questionbank_quizzes_quizpart"
        ordering: ClassVar[list[str]] = ["order"]

    def __str__(self) -> str:
        return self.title


class PaperSlot(models.Model):
    """A question in its place, worth `points`. `version` and `answer_key` are fixed when the paper is frozen;
    a regrade moves `answer_key` forward."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    part = models.ForeignKey(PaperPart, on_delete=models.CASCADE, related_name="slots")
    order = models.PositiveSmallIntegerField()
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(QuestionVersion, null=True, on_delete=models.PROTECT, related_name="+")
    answer_key = models.ForeignKey(AnswerKey, null=True, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal(1))

    class Meta:
        db_table = "questionbank_quizzes_quizslot"
        ordering: ClassVar[list[str]] = ["part__order", "order"]

    def __str__(self) -> str:
        return self.public_id


class PaperForm(models.Model):
    """One frozen form (mã đề): explicit order of items and options, and the key-free package the player draws.

    `prepared` is {slot public id: Prepared as JSON}, what answers are parsed against. `package` is the JSON of
    `docs/attempt-protocol.md`; `sealed` the same under AES-256-GCM (12 bytes nonce, then ciphertext and tag), which
    anyone may fetch beforehand under `package_name`: `package_key` (base64url of 32 bytes) comes with the start.
    """

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="forms", db_column="quiz_id")
    code = models.CharField(max_length=8)
    seed = models.PositiveBigIntegerField()
    prepared = models.JSONField()
    package = models.JSONField()
    package_name = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    package_key = models.CharField(max_length=64)
    sealed = models.BinaryField()

    class Meta:
        db_table = "questionbank_quizzes_quizform"
        ordering: ClassVar[list[str]] = ["code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["paper", "code"], name="quiz_form_once"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}/{self.code}"
