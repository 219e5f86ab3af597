"""Items: banks, questions, versions and keys."""

from django.apps import AppConfig


class ItemsConfig(AppConfig):
    name = "questionbank.items"
    label = "questionbank_items"
