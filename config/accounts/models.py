"""Who can sign in. Staff and pupils share this row; what they may do hangs on memberships (organisations)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.accounts.names import sort_key
from config.accounts.querysets import UserManager
from config.fields import CodeField, NameField
from config.ids import public_id


class User(AbstractBaseUser, PermissionsMixin):
    """An account. A pupil's row holds a code and a display name, nothing else about the child."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    username = CodeField(
        _("sign-in name"), max_length=150, unique=True, validators=[UnicodeUsernameValidator()]
    )
    display_name = NameField(_("name"), max_length=150)
    name_sort = models.CharField(max_length=600, editable=False, db_index=True)
    is_pupil = models.BooleanField(default=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering: ClassVar[list[str]] = ["name_sort", "id"]

    def __str__(self) -> str:
        return self.display_name or self.username

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_sort = sort_key(self.display_name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_full_name(self) -> str:
        """The display name; Wagtail and allauth ask for it under this name."""
        return self.display_name

    def get_short_name(self) -> str:
        """The given name: in Vietnamese the last word."""
        return self.display_name.split()[-1] if self.display_name else self.username


class SharedCacheRow(models.Model):
    """A row of Django's database cache (settings/caches.py): limits and locks that hold in every process."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "config_shared_cache"
