"""Writing the audit log: one call inside the transaction of the act itself."""

from __future__ import annotations

from typing import Any

from structlog.contextvars import get_contextvars

from config.accounts.models import User
from config.audit.models import AuditEntry


def record(actor: User | None, *, verb: str, subject: str, **details: Any) -> AuditEntry:
    """Record that `actor` (None = the house itself) did `verb` (e.g. "material.share") to `subject` ("material:k7m2…")."""
    request_id = str(get_contextvars().get("request_id", ""))
    return AuditEntry.objects.create(
        actor=actor, verb=verb, subject=subject, details=details, request_id=request_id
    )
