"""The text of a blob by page, slide or chapter: a JSON file beside the bytes, made once at intake."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from pathlib import Path

from media.files.models import StoredBlob
from media.formats.base import Inspection, Section
from media.storage.base import NotStored, derived_key
from media.storage.stores import blob_store

FILE_NAME = "sections.json"


def write(blob: StoredBlob, sections: list[Section]) -> None:
    """Keep the sections beside the bytes; `blob` names its handler and version already."""
    with tempfile.TemporaryDirectory(prefix="hoclieu-sections-") as folder:
        path = Path(folder) / FILE_NAME
        path.write_text(json.dumps([dataclasses.asdict(section) for section in sections], ensure_ascii=False))
        blob_store().put_derived(blob.sha256, blob.handler, blob.handler_version, path, FILE_NAME)


def read(blob: StoredBlob) -> list[Section]:
    """The sections in order; empty when there are none."""
    if not blob.handler:
        return []
    try:
        pieces = blob_store().open_range(
            derived_key(blob.sha256, blob.handler, blob.handler_version, FILE_NAME)
        )
        return [Section(**row) for row in json.loads(b"".join(pieces))]
    except NotStored:
        return []


def described(blob: StoredBlob) -> Inspection:
    """What was found in the file, without its text. Cheap: no file is read."""
    return Inspection.from_json({**blob.inspection, "sections": []}) if blob.inspection else Inspection()


def full_inspection(blob: StoredBlob) -> Inspection:
    """What was found in the file, its text included."""
    inspection = described(blob)
    inspection.sections = read(blob)
    return inspection
