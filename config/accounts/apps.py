"""Accounts: who can sign in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "config.accounts"
    label = "config_accounts"
