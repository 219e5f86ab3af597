"""Where the portal's pictures lie: they are public, so none is written with the camera's notes, original or size alike."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.utils.translation import gettext as _

from media.formats.picture_cleaning import NotClean, cleaned_picture

PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")


class PortalPictures(FileSystemStorage):
    """Leaves out whole segments of a picture (nothing is drawn anew), whoever writes it: Wagtail's form or its sizes."""

    def _save(self, name: str, content: IO[bytes]) -> str:
        if PurePosixPath(name).suffix.lower() in PICTURES:
            content.seek(0)
            try:
                content = ContentFile(cleaned_picture(content.read()), name=name)
            except NotClean as error:
                raise ValidationError(
                    _("The picture could not be read. Save it again on your computer and add the new one.")
                ) from error
        return super()._save(name, content)
