"""Catalogue: learning materials."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "repository.catalogue"
    label = "repository_catalogue"

    def ready(self) -> None:
        """Lists vocabularies among the reference data."""
        from repository.catalogue import reference  # noqa: F401
