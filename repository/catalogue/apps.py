"""Catalogue: learning materials."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "repository.catalogue"
    label = "repository_catalogue"

    def ready(self) -> None:
        """Lists vocabularies among the reference data, materials as reviewable, their files with the delivery."""
        from repository.catalogue import file_access, reference, reviewing, teaching  # noqa: F401
