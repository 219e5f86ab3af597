"""Curation: the one approval engine."""

from django.apps import AppConfig


class CurationConfig(AppConfig):
    name = "repository.curation"
    label = "repository_curation"
