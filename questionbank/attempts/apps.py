"""Attempts: how an answer travels from a finger to a mark without being lost."""

from django.apps import AppConfig


class AttemptsConfig(AppConfig):
    name = "questionbank.attempts"
    label = "questionbank_attempts"
