"""Blobs and uploads by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

if TYPE_CHECKING:
    from config.accounts.models import User
    from media.files.models import StoredBlob, Upload


class StoredBlobQuerySet(models.QuerySet["StoredBlob"]):
    """Bytes."""

    def ready(self) -> Self:
        """Checked and fit for use."""
        return self.filter(state="ready")

    def uncleaned(self, handlers: Iterable[str], version: int) -> Self:
        """Checked before this version of the cleaner looked at them, of kinds that may tell a place."""
        return self.ready().filter(handler__in=handlers, cleaned_by__lt=version)

    def held(self) -> Self:
        """Something refers to the bytes, or an upload is still on its way with them."""
        return self.filter(self._holders())

    def unheld(self) -> Self:
        """Nobody needs the bytes."""
        return self.exclude(self._holders())

    def marked_before(self, moment: datetime) -> Self:
        """Without a holder since before `moment`."""
        return self.filter(unheld_since__lt=moment)

    def _holders(self) -> Q:
        refs = self.model._meta.get_field("refs").related_model.objects.filter(blob=OuterRef("pk"))
        uploads = self.model._meta.get_field("uploads").related_model.objects.filter(blob=OuterRef("pk"))
        return Q(Exists(refs)) | Q(Exists(uploads.exclude(state="taken")))


class UploadQuerySet(models.QuerySet["Upload"]):
    """Uploads belong to one person; nobody else ever sees them."""

    def of(self, user: User) -> Self:
        """The person's own."""
        return self.filter(owner=user)

    def pending(self) -> Self:
        """Not yet attached to anything and not given up."""
        return self.exclude(state="taken")

    def expired(self) -> Self:
        """Arrived or not, nobody has attached them to anything within their seven days."""
        return self.pending().filter(expires_at__lt=timezone.now())

    def counted(self) -> Self:
        """What counts against a quota: what is on its way, and what has been taken and is still kept."""
        refs = self.model._meta.get_field("blob").related_model._meta.get_field("refs").related_model
        kept = Exists(refs.objects.filter(blob=OuterRef("blob")))
        return self.filter(Q(state__in=("receiving", "checking", "ready")) | Q(kept, state="taken"))

    def bytes(self) -> int:
        """The lengths in all."""
        return self.aggregate(total=models.Sum("length"))["total"] or 0
