"""Notices: one line that the house tells a person, with the address where to act on it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.fields import LineField
from config.ids import public_id
from config.notices.querysets import NoticeQuerySet


class Notice(models.Model):
    """`text` is a sentence in the recipient's language; `subject` (kind:public_id) groups what belongs together."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, db_index=True)
    text = LineField(max_length=500)
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
        return self.text
