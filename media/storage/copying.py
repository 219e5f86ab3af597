"""From one store into another: a backup of a bucket, or the move of a city into one. What is there already stays."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from media.storage.base import ORIGINALS, BlobStore, NotStored


@dataclass
class CopyReport:
    """What came of it: files and bytes copied, files that were there, names whose content is not what they say."""

    copied: int = 0
    copied_bytes: int = 0
    there: int = 0
    damaged: list[str] = field(default_factory=list)


def copy_store(
    source: BlobStore, target: BlobStore, *, say: Callable[[CopyReport], None] = lambda report: None
) -> CopyReport:
    """Copy all that `target` lacks; may be broken off and begun again. Originals are held against their hash."""
    report = CopyReport()
    known = {kept.name: kept.size for kept in target.everything()}
    with tempfile.TemporaryDirectory(prefix="hoclieu-copy-") as folder:
        path = Path(folder) / "file"
        for kept in source.everything():
            if known.get(kept.name) == kept.size:
                report.there += 1
                continue
            try:
                sha = _fetched(source, kept.name, path)
            except NotStored:  # thrown away meanwhile: no row names it any more
                continue
            if kept.name.startswith(ORIGINALS) and not kept.name.endswith(f"/{sha}"):
                report.damaged.append(kept.name)
                continue
            size = path.stat().st_size
            target.write_kept(kept.name, path)
            report.copied += 1
            report.copied_bytes += size
            say(report)
    return report


def _fetched(source: BlobStore, name: str, path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for piece in source.read_kept(name):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()
