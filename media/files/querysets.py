"""Blobs and uploads by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from config.accounts.models import User
    from media.files.models import StoredBlob, Upload


class StoredBlobQuerySet(models.QuerySet["StoredBlob"]):
    """Bytes."""

    def ready(self) -> Self:
        """Checked and fit for use."""
        return self.filter(state="ready")


class UploadQuerySet(models.QuerySet["Upload"]):
    """Uploads belong to one person; nobody else ever sees them."""

    def of(self, user: User) -> Self:
        """The person's own."""
        return self.filter(owner=user)

    def pending(self) -> Self:
        """Not yet attached to anything and not given up."""
        return self.exclude(state="taken")

    def expired(self) -> Self:
        """Unfinished past their seven days."""
        return self.filter(state="receiving", expires_at__lt=timezone.now())
