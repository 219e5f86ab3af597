"""Curation: the one approval engine."""

from django.apps import AppConfig


class CurationConfig(AppConfig):
    name = "repository.curation"
    label = "repository_curation"

    def ready(self) -> None:
        """Lists the default steps among the reference data, and decisions among the evidence."""
        from config.audit.evidence import EVIDENCE
        from repository.curation import reference, told  # noqa: F401
        from repository.curation.models import ReviewDecision

        EVIDENCE.add("decisions", ReviewDecision)
