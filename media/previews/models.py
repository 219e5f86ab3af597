"""Renditions: what was made from a blob (cover, page images, slide pictures). Can always be made again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from media.files.models import StoredBlob
from media.previews.querysets import RenditionQuerySet
from media.storage.base import derived_key


class Rendition(models.Model):
    """One derived file of one handler version. `name` is its key, e.g. "cover", "page-12", "slide-5-1", "faststart"."""

    blob = models.ForeignKey(StoredBlob, on_delete=models.CASCADE, related_name="renditions")
    handler_version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    file_name = models.CharField(max_length=80)
    media_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    anchor = models.CharField(max_length=60, blank=True)

    objects = RenditionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["blob", "handler_version", "name"], name="rendition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.blob_id}/{self.name}"

    @property
    def key(self) -> str:
        """Where the bytes lie in the store. Needs `blob` (select_related)."""
        return derived_key(self.blob.sha256, self.blob.handler, self.handler_version, self.file_name)


class UndrawablePage(models.Model):
    """A page that could not be drawn by this handler version: remembered, so that no request and no job tries again."""

    blob = models.ForeignKey(StoredBlob, on_delete=models.CASCADE, related_name="undrawable_pages")
    handler_version = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["blob", "handler_version", "number"], name="undrawable_page_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.blob_id}/page {self.number}"
