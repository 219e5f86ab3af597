"""AuditEntry: append-only evidence of who did what. Rows cannot be changed or deleted through the ORM."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models

from config.audit.querysets import AppendOnlyQuerySet


class AppendOnly(models.Model):
    """Base of evidence rows: they are written once; update and delete are refused."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            raise PermissionDenied(f"{type(self).__name__} rows are evidence and never change")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        """Refused: evidence stays."""
        raise PermissionDenied(f"{type(self).__name__} rows are evidence and are never deleted")


class AuditEntry(AppendOnly):
    """One act: `verb` done by `actor` to `subject` (kind:public_id), with plain details and the request's id."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=60, db_index=True)
    subject = models.CharField(max_length=80, db_index=True)
    details = models.JSONField(default=dict)
    request_id = models.CharField(max_length=36, blank=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject}"


class LogAnchor(AppendOnly):
    """A link of the chain over one log of evidence (`config.audit.evidence`): which rows it covers and what they said.

    `digests` is {row number: SHA-256}, `fields` the columns they are taken over. One chain a log: two anchors cannot
    follow the same one.
    """

    log = models.CharField(max_length=40)
    first_row = models.PositiveBigIntegerField()
    last_row = models.PositiveBigIntegerField()
    fields = models.JSONField()
    digests = models.JSONField()
    previous_hash = models.CharField(max_length=64, blank=True)
    entry_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["log", "previous_hash"], name="one_chain_a_log"),
        ]

    def __str__(self) -> str:
        return f"{self.log} {self.first_row}-{self.last_row}"
