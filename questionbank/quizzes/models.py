"""Quizzes: test events. A paper, given to whom, when, by which rules, and what is shown of it afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.fields import LineField
from config.ids import public_id, random_code
from questionbank.papers.models import Paper
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
    """One test given online: an event of its paper, which is frozen into forms when the first event is published."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    title = LineField(_("title"), max_length=200)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="quizzes")
    organisation = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="quizzes")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="quizzes")
    class_groups = models.ManyToManyField(ClassGroup, related_name="quizzes", blank=True)
    state = models.CharField(max_length=10, choices=QuizState.choices, default=QuizState.DRAFT)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=15)
    grace_seconds = models.PositiveSmallIntegerField(default=120)
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
