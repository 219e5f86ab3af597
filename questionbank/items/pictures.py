"""Pictures of questions as they are given out: by address to those who see the question, as data in packages."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping

from media.files.models import StoredBlob
from media.storage.stores import blob_store
from questionbank.items.checking import picture_ids
from questionbank.items.incoming import picture_address
from questionbank.items.models import QuestionPicture, QuestionVersion

PICTURE_GUARD = "question_picture"  # the guard id is the public id of the picture

_IMG = re.compile(r'(<img\b[^>]*?)data-picture="([A-Za-z0-9_-]{1,40})"')


def picture_data_uris(version: QuestionVersion) -> dict[str, str]:
    """Every picture that the body of a version names (never those of key and solution), by id."""
    return data_uris(picture_ids(version.body))


def data_uris(ids: Iterable[str]) -> dict[str, str]:
    """The named pictures as `data:image/webp;base64,…`, by id; one query."""
    rows = QuestionPicture.objects.filter(public_id__in=set(ids)).select_related("blob")
    return {row.public_id: _data_uri(row.blob) for row in rows}


def with_addresses(html: str, question_id: str, *, incoming: Mapping[str, str] | None = None) -> str:
    """Stored HTML whose pictures have addresses for people who may see the question; `incoming`: the states of those
    that are not there."""

    def placed(match: re.Match[str]) -> str:
        address = picture_address(question_id, match[2], (incoming or {}).get(match[2], ""))
        return f'{match[1]}src="{address}" loading="lazy" data-picture="{match[2]}"'

    return _IMG.sub(placed, html)


def _data_uri(blob: StoredBlob) -> str:
    data = b"".join(blob_store().open_range(blob.key))
    return f"data:{blob.media_type};base64,{b64encode(data).decode()}"
