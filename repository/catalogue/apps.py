"""Catalogue: learning materials."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "repository.catalogue"
    label = "repository_catalogue"
