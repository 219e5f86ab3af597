"""Audit: who did what, when; never edited."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "config.audit"
    label = "config_audit"

    def ready(self) -> None:
        """The audit log itself is the first log of evidence; rooms above add theirs."""
        from config.audit.evidence import EVIDENCE
        from config.audit.models import AuditEntry

        EVIDENCE.add("audit", AuditEntry)
