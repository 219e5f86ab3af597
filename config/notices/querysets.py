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
        """Those told to `user`, with the entries they tell of."""
        return self.filter(recipient=user).select_related("entry")

    def unread(self) -> Self:
        """Those not yet opened."""
        return self.filter(read_at__isnull=True)

    def unread_first(self) -> Self:
        """As an inbox shows them: what is new above what was read, the latest first in each."""
        is_read = models.Q(read_at__isnull=False)  # a flag, since databases disagree on where nulls go
        return self.annotate(is_read=models.ExpressionWrapper(is_read, models.BooleanField())).order_by(
            "is_read", "-id"
        )
