"""Making renditions: the child process draws into a folder, the store takes the files, rows name them. Idempotent."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from media.files.kinds import format_of
from media.files.models import StoredBlob
from media.files.sections import described
from media.formats import anchors
from media.formats.base import COVER_LARGE, COVER_SMALL, DerivedFile
from media.formats.registry import FORMATS
from media.formats.sandbox import previews_in_child
from media.previews.models import Rendition
from media.storage.base import blob_key
from media.storage.stores import blob_store

_PLACED = re.compile(r"(page|slide)-([0-9]{1,5})(-[0-9]+)?", re.ASCII)


def make(blob: StoredBlob, wanted: Sequence[str] = ()) -> list[Rendition]:
    """Draw what is `wanted` (file names such as "page-37.webp"), or all that is made ahead; store and note it.

    Raises `media.formats.sandbox.PreviewFailed` when the file is too heavy for it.
    """
    with tempfile.TemporaryDirectory(prefix="hoclieu-previews-") as folder:
        with blob_store().local_copy(blob_key(blob.sha256)) as path:
            files = previews_in_child(path, blob.handler, Path(folder), wanted)
        return [_keep(blob, Path(folder), file) for file in files]


def steps(blob: StoredBlob, *, block: int = 5) -> list[list[str]]:
    """The work made ahead in portions, covers first; one portion "everything" where a format has no pages."""
    if not is_paged(blob):
        return [[]]
    ahead = min(described(blob).metadata.pages, FORMATS[blob.handler].limits.pages_ahead)
    names = [page_file(number) for number in range(1, ahead + 1)]
    return [[COVER_SMALL, COVER_LARGE], *(names[first : first + block] for first in range(0, ahead, block))]


def is_paged(blob: StoredBlob) -> bool:
    """Shown as page images."""
    kind = format_of(blob)
    return kind is not None and kind.paged


def page_file(number: int) -> str:
    """The name of a page's picture."""
    return f"page-{number}.webp"


def _keep(blob: StoredBlob, folder: Path, file: DerivedFile) -> Rendition:
    blob_store().put_derived(blob.sha256, blob.handler, blob.handler_version, folder / file.name, file.name)
    name = PurePosixPath(file.name).stem
    rendition, _new = Rendition.objects.update_or_create(
        blob=blob,
        handler_version=blob.handler_version,
        name=name,
        defaults={
            "file_name": file.name,
            "media_type": file.media_type,
            "size": file.size,
            "width": file.width or None,
            "height": file.height or None,
            "anchor": _anchor(name),
        },
    )
    return rendition


def _anchor(name: str) -> str:
    placed = _PLACED.fullmatch(name)
    if placed is None:
        return ""
    number = int(placed[2])
    return anchors.page(number) if placed[1] == "page" else anchors.slide(number)
