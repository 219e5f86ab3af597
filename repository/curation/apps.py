"""Curation: the one approval engine."""

from django.apps import AppConfig


class CurationConfig(AppConfig):
    name = "repository.curation"
    label = "repository_curation"

    def ready(self) -> None:
        """Lists the default steps among the reference data."""
        from repository.curation import reference  # noqa: F401
