"""Pages: the editorial portal in Wagtail."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "repository.pages"
    label = "repository_pages"
