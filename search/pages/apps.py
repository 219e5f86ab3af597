"""Search pages."""

from django.apps import AppConfig


class SearchPagesConfig(AppConfig):
    name = "search.pages"
    label = "search_pages"
