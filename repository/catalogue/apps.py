"""Catalogue: learning materials."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "repository.catalogue"
    label = "repository_catalogue"

    def ready(self) -> None:
        """Lists vocabularies among the reference data, materials as reviewable, their files with delivery and proposals."""
        from repository.catalogue import file_access, guessing, reference, reviewing, teaching, told  # noqa: F401
