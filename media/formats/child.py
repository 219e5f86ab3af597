"""What the child process does with a stranger's file; `media.formats.sandbox` asks for it. Knows no models, no settings."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from media.formats import problems
from media.formats.base import Cleaned, DerivedFile, Inspection
from media.formats.intake import handler_of, inspect_file
from media.formats.picture_cleaning import NotClean


def inspect(path: str, name: str) -> Inspection:
    """Everything about the file that its owner calls `name`."""
    try:
        return inspect_file(Path(path), name)
    except MemoryError:
        raise
    except Exception as error:  # a parser's own failure is a fact about the file, never ours
        sys.stderr.write(f"inspection failed: {type(error).__name__}: {error}\n")
        return Inspection(findings=[problems.CRASHED.at()])


def previews(path: str, handler: str, out_dir: str, wanted: Sequence[str]) -> list[DerivedFile]:
    """See `FormatHandler.previews`."""
    return handler_of(handler).previews(Path(path), Path(out_dir), tuple(wanted))


def clean(path: str, handler: str, target: str) -> Cleaned:
    """See `FormatHandler.cleaned`; None when nothing may be given out."""
    try:
        return Cleaned(handler_of(handler).cleaned(Path(path), Path(target)))
    except NotClean:
        return Cleaned(None)
