"""Notices: one line that the house tells a person of an act in the log, with the address where to act on it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.audit.models import AuditEntry
from config.fields import LineField
from config.ids import public_id
from config.notices.querysets import NoticeQuerySet


class Notice(models.Model):
    """`entry` is the act it tells of, put into words when it is read (`reading.read_to`); `subject` (kind:public_id)
    groups what belongs together.

    `text` is the sentence of rows that an earlier release wrote, without an entry; nothing writes it any more.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, db_index=True)
    entry = models.ForeignKey(
        AuditEntry, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    text = LineField(max_length=500, blank=True, default="", db_default="", editable=False)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["recipient", "read_at", "-id"], name="notice_inbox")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
