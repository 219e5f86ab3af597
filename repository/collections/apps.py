"""Collections: baskets and curated sets."""

from django.apps import AppConfig


class CollectionsConfig(AppConfig):
    name = "repository.collections"
    label = "repository_collections"
