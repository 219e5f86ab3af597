"""Notices: what the house tells a person."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "config.notices"
    label = "config_notices"
