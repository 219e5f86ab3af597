"""Pages: the editorial portal in Wagtail."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "repository.pages"
    label = "repository_pages"

    def ready(self) -> None:
        """Connects the receivers."""
        from repository.pages import receivers  # noqa: F401
