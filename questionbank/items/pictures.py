"""Pictures of questions: how a stranger's picture becomes ours, and how packages carry it."""

from __future__ import annotations

import re
import tempfile
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext as _

from config.errors import Refused
from media.files.cleaning import OURS
from media.files.models import BlobState, StoredBlob
from media.files.services import UploadedBytes
from media.formats.base import MEGABYTE, Inspection, Metadata, Severity
from media.formats.handlers.image import PICTURE_IN_TEXT
from media.formats.problems import finding_hint, finding_text
from media.formats.registry import FORMATS
from media.formats.sandbox import PreviewFailed, inspect_in_child, previews_in_child
from media.storage.stores import blob_store
from questionbank.items.checking import picture_ids
from questionbank.items.models import QuestionPicture, QuestionVersion

MOST_BYTES = 10 * MEGABYTE
PICTURE_GUARD = "question_picture"  # the guard id is the public id of the picture
WEBP = "image/webp"

_HANDLER = "image"
_IMG = re.compile(r'(<img\b[^>]*?)data-picture="([A-Za-z0-9_-]{1,40})"')


@dataclass(frozen=True)
class Stored:
    """Re-encoded bytes in the store, not yet known to any row."""

    sha: str
    size: int
    width: int
    height: int


def take_in(upload: UploadedBytes) -> Stored:
    """Check a picture in the sandbox and store it anew: WebP, at most 1200 px, nothing of its metadata. Raises Refused."""
    if (upload.size or 0) > MOST_BYTES:
        raise Refused(
            _("The picture is larger than 10 MB. Make it smaller and add it again."), code="too_large"
        )
    with tempfile.TemporaryDirectory(prefix="hoclieu-picture-") as folder:
        original = Path(folder) / "original"
        with original.open("wb") as file:
            for piece in upload.chunks():
                file.write(piece)
        _require_picture(original)
        return _stored(original, Path(folder))


def blob_of(stored: Stored) -> StoredBlob:
    """The row of the bytes; the same picture added twice is kept once. Call inside the transaction that holds it."""
    handler = FORMATS[_HANDLER]
    size = Metadata(width=stored.width, height=stored.height)
    inspection = Inspection(handler=_HANDLER, media_type=WEBP, metadata=size).to_json()
    blob, _new = StoredBlob.objects.get_or_create(
        sha256=stored.sha,
        defaults={
            "size": stored.size,
            "handler": _HANDLER,
            "handler_version": handler.version,
            "media_type": WEBP,
            "state": BlobState.READY,
            **OURS,
            "inspection": {name: value for name, value in inspection.items() if name != "sections"},
        },
    )
    return blob


def picture_data_uris(version: QuestionVersion) -> dict[str, str]:
    """Every picture that the body of a version names (never those of key and solution), by id."""
    return data_uris(picture_ids(version.body))


def data_uris(ids: Iterable[str]) -> dict[str, str]:
    """The named pictures as `data:image/webp;base64,…`, by id; one query."""
    rows = QuestionPicture.objects.filter(public_id__in=set(ids)).select_related("blob")
    return {row.public_id: _data_uri(row.blob) for row in rows}


def with_addresses(html: str, question_id: str) -> str:
    """Stored HTML whose pictures have addresses for people who may see the question."""
    return _IMG.sub(
        lambda match: (
            f'{match[1]}src="{reverse("question_picture", args=[question_id, match[2]])}"'
            f' loading="lazy" data-picture="{match[2]}"'
        ),
        html,
    )


def _require_picture(original: Path) -> None:
    """The content decides, not the name: a screenshot from the clipboard has none."""
    with original.open("rb") as file:
        head = file.read(4096)
    handler = FORMATS[_HANDLER]
    if not handler.detect(head, "", ()):
        raise Refused(_("This is not a picture we can take. Use JPEG, PNG, GIF or WebP."), code="kind")
    inspection = inspect_in_child(original, f"picture{handler.extensions_for(head)[0]}")
    blocking = [one for one in inspection.findings if one.severity is Severity.ERROR]
    if blocking:
        first = blocking[0]
        sentences = (finding_text(first.code, first.params), finding_hint(first.code, first.params))
        raise Refused(" ".join(part for part in sentences if part), code=first.code)


def _stored(original: Path, folder: Path) -> Stored:
    try:
        made = previews_in_child(original, _HANDLER, folder, [PICTURE_IN_TEXT])
    except PreviewFailed:
        made = []
    if not made:
        raise Refused(_("The picture could not be read. Save it again on your computer and add the new one."))
    with (folder / PICTURE_IN_TEXT).open("rb") as file:
        stored = blob_store().put(file)
    return Stored(stored.sha, stored.size, made[0].width, made[0].height)


def _data_uri(blob: StoredBlob) -> str:
    data = b"".join(blob_store().open_range(blob.key))
    return f"data:{blob.media_type};base64,{b64encode(data).decode()}"
