"""Notices by recipient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from config.accounts.models import User
    from config.notices.models import Notice


class NoticeQuerySet(models.QuerySet["Notice"]):
    """A person's own notices; nobody reads another's."""

    def of(self, user: User) -> Self:
        """Those told to `user`."""
        return self.filter(recipient=user)

    def unread(self) -> Self:
        """Those not yet opened."""
        return self.filter(read_at__isnull=True)
