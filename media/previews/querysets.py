"""Renditions by what they show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F

if TYPE_CHECKING:
    from media.files.models import StoredBlob
    from media.previews.models import Rendition

COVER_NAMES = ("cover-320", "cover-960")


class RenditionQuerySet(models.QuerySet["Rendition"]):
    """Only those of the blob's present handler version count; older ones wait to be made again."""

    def of(self, blob: StoredBlob) -> Self:
        """What was made from one blob."""
        return self.current().filter(blob=blob)

    def current(self) -> Self:
        """Of the present handler version, with the blob at hand."""
        return self.filter(handler_version=F("blob__handler_version")).select_related("blob")

    def pages(self) -> Self:
        """Page images."""
        return self.filter(anchor__startswith="page=")

    def slides(self) -> Self:
        """Pictures of slides."""
        return self.filter(anchor__startswith="slide=")
