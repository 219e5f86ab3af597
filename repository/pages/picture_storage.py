"""Where the portal's pictures lie: they are public, so none is written with the camera's notes, original or size alike."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath
from typing import IO, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage
from django.utils.encoding import filepath_to_uri
from django.utils.translation import gettext as _

from media.formats.picture_cleaning import NotClean, cleaned_picture, write_clean
from media.storage.base import NotStored, check_name
from media.storage.stores import blob_store

PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")


class PortalPictures(FileSystemStorage):
    """Leaves out whole segments of a picture (nothing is drawn anew), whoever writes it: Wagtail's form or its sizes."""

    def _save(self, name: str, content: IO[bytes]) -> str:
        return super()._save(name, _without_notes(name, content))

    def clean_again(self, name: str) -> bool:
        """Take the notes out of a picture stored earlier, in one step; False when it has none. Raises NotClean."""
        path = Path(self.path(name))
        half = path.with_name(f".{path.name}.clean")
        if not path.is_file() or not write_clean(path, half):
            return False
        half.replace(path)
        return True


class PortalPicturesInBucket(Storage):
    """The same beside everything else in the object store that FILES_URL names, so that every machine shows them."""

    def _open(self, name: str, mode: str = "rb") -> File:
        try:
            return ContentFile(b"".join(blob_store().read_kept(name)), name=name)
        except NotStored:
            raise FileNotFoundError(name) from None

    def _save(self, name: str, content: IO[bytes]) -> str:
        data = _without_notes(name, content)
        data.seek(0)
        self._write(name, data.read())
        return name

    def clean_again(self, name: str) -> bool:
        """See PortalPictures.clean_again."""
        if not self.exists(name):
            return False
        data = b"".join(blob_store().read_kept(name))
        clean = cleaned_picture(data)
        if clean == data:
            return False
        self._write(name, clean)
        return True

    def exists(self, name: str) -> bool:
        """Is there a picture of this name?"""
        return self._size(name) is not None

    def size(self, name: str) -> int:
        """Bytes. Raises FileNotFoundError."""
        size = self._size(name)
        if size is None:
            raise FileNotFoundError(name)
        return size

    def delete(self, name: str) -> None:
        """Remove a picture; nothing happens when there is none."""
        blob_store().drop_kept(name)

    def url(self, name: str | None) -> str:
        """The address of the site's own view (`repository.pages.views.portal_picture`)."""
        return settings.MEDIA_URL + filepath_to_uri(name or "").lstrip("/")

    def _size(self, name: str) -> int | None:
        try:
            return blob_store().size_kept(check_name(name))
        except (NotStored, ValueError):
            return None

    def _write(self, name: str, data: bytes) -> None:
        with tempfile.NamedTemporaryFile(prefix="hoclieu-picture-") as file:
            file.write(data)
            file.flush()
            blob_store().write_kept(name, Path(file.name))


def _without_notes(name: str, content: IO[bytes]) -> IO[bytes]:
    if PurePosixPath(name).suffix.lower() not in PICTURES:
        return content
    content.seek(0)
    try:
        return cast(IO[bytes], ContentFile(cleaned_picture(content.read()), name=name))
    except NotClean as error:
        raise ValidationError(
            _("The picture could not be read. Save it again on your computer and add the new one.")
        ) from error
