"""Organisations and people."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "repository.organisations"
    label = "repository_organisations"

    def ready(self) -> None:
        """Says what each declared access means, before the first request."""
        from repository.organisations import policies, reference, told  # noqa: F401
