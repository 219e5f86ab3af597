"""Files: bytes by SHA-256, and uploads on their way to become such bytes. Knows no material and no question."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.fields import LineField
from config.ids import public_id
from media.files.querysets import StoredBlobQuerySet, UploadQuerySet
from media.storage.base import blob_key


class BlobState(models.TextChoices):
    """Where a blob stands between arrival and use. Nothing has an address before `ready`."""

    CHECKING = "checking", _("being checked")
    READY = "ready", _("ready")
    REJECTED = "rejected", _("rejected")


class CleanState(models.TextChoices):
    """What others may have of a blob whose kind can tell where it was made (`media.files.cleaning`)."""

    WAITING = "", _("not looked at yet")
    SAME = "same", _("the file itself")
    COPY = "copy", _("a copy without positions")
    REFUSED = "refused", _("nothing")


class StoredBlob(models.Model):
    """Bytes, once each. `inspection` is the JSON of `media.formats.base.Inspection` without its sections;
    the sections (text with anchors) lie beside the bytes as a derived file."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    handler = models.CharField(max_length=40, blank=True)
    handler_version = models.PositiveSmallIntegerField(default=0)
    media_type = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=BlobState.choices, default=BlobState.CHECKING)
    inspection = models.JSONField(default=dict)
    clean_state = models.CharField(
        max_length=8, choices=CleanState.choices, blank=True, default="", db_default=""
    )
    cleaned_by = models.PositiveSmallIntegerField(
        default=0, db_default=0
    )  # version of the cleaner that decided clean_state
    created_at = models.DateTimeField(auto_now_add=True)
    # Set by the sweep when nobody holds the bytes any more; they go 30 days later, unless somebody takes them up.
    unheld_since = models.DateTimeField(null=True, blank=True, editable=False)

    objects = StoredBlobQuerySet.as_manager()

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def key(self) -> str:
        """Where the bytes lie in the store."""
        return blob_key(self.sha256)


class BlobRef(models.Model):
    """Who holds a blob: `holder` is "kind:public_id". A blob without rows here may be swept after 30 days."""

    blob = models.ForeignKey(StoredBlob, on_delete=models.CASCADE, related_name="refs")
    holder = models.CharField(max_length=80, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["blob", "holder"], name="blob_ref_once"),
        ]

    def __str__(self) -> str:
        return f"{self.holder} -> {self.blob_id}"


class UploadState(models.TextChoices):
    """The life of one upload."""

    RECEIVING = "receiving", _("receiving")
    CHECKING = "checking", _("being checked")
    READY = "ready", _("ready")
    REJECTED = "rejected", _("rejected")
    TAKEN = "taken", _("in use")


class Upload(models.Model):
    """One file on its way in, resumable by the tus protocol; `offset` counts the bytes that are safely on disk."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    name = LineField(max_length=255)
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    purpose = models.CharField(max_length=40, default="material")
    quota_holder = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=UploadState.choices, default=UploadState.RECEIVING)
    blob = models.ForeignKey(
        StoredBlob, null=True, blank=True, on_delete=models.PROTECT, related_name="uploads"
    )
    error = models.TextField(blank=True)
    findings = models.JSONField(
        default=list, blank=True
    )  # codes and places; the sentences are made when shown
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner", "state"], name="upload_owner_state"),
            models.Index(fields=["quota_holder", "state"], name="upload_quota_state"),
            models.Index(fields=["state", "expires_at"], name="upload_expiry"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject_key(self) -> str:
        """The key under which jobs know this upload."""
        return f"upload:{self.public_id}"

    @property
    def is_complete(self) -> bool:
        """Every byte has arrived."""
        return self.offset >= self.length

    def is_expired(self, now: datetime) -> bool:
        """Past its seven days and never completed."""
        return self.state == UploadState.RECEIVING and now >= self.expires_at


class QuotaHolder(models.Model):
    """A row to lock while a quota is counted, so that two uploads at once cannot both take the last room."""

    key = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.key
