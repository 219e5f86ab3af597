"""Audit: who did what, when; never edited."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "config.audit"
    label = "config_audit"
