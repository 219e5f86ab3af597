"""Accounts by name, made with a hashed password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import BaseUserManager

if TYPE_CHECKING:
    from config.accounts.models import User


class UserManager(BaseUserManager["User"]):
    """Creates accounts; `password=None` leaves the account without a usable password."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """A saved account. `display_name` defaults to the sign-in name."""
        fields.setdefault("display_name", username)
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.password = make_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> User:
        """An account with every Wagtail right; only from the command line."""
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)
