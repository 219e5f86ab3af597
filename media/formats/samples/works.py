"""Sound requests of the work in `media.formats.sandbox`, for the conformance suite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from media.formats.samples.office import worksheet_docx
from media.formats.samples.pdf import text_pdf
from media.formats.samples.pictures import picture


def to_inspect(folder: Path) -> Iterator[dict[str, Any]]:
    """A picture, and a document with text, a title and warnings."""
    yield {"path": _file(folder, "a.jpg", picture(with_position=True)), "name": "a.jpg"}
    document = worksheet_docx(photo=picture(64, 48, with_position=True))
    yield {"path": _file(folder, "a.docx", document), "name": "phiếu.docx"}


def to_preview(folder: Path) -> Iterator[dict[str, Any]]:
    """The pages of a document made ahead, and one page by its name."""
    path = _file(folder, "a.pdf", text_pdf([["Một"], ["Hai"]]))
    for wanted in ([], ["page-2.webp"]):
        yield {"path": path, "handler": "pdf", "out_dir": str(folder), "wanted": wanted}


def to_clean(folder: Path) -> Iterator[dict[str, Any]]:
    """A picture that tells where it was taken."""
    path = _file(folder, "a.jpg", picture(with_position=True))
    yield {"path": path, "handler": "image", "target": str(folder / "clean")}


def _file(folder: Path, name: str, data: bytes) -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)
