"""The registry of file formats; `@format_handler` lists a handler, one per file in `media/formats/handlers/`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from config.registry import Registry
from media.formats.base import FormatHandler

FORMATS: Registry[FormatHandler] = Registry("file format", package="media.formats.handlers")

Handler = TypeVar("Handler", bound=type[FormatHandler])


def format_handler(kind: Handler) -> Handler:
    """Class decorator: list an instance of the handler under its `key`."""
    FORMATS.add(kind.key, kind(), order=kind.order)
    return kind


def best_handler(head: bytes, name: str, listing: Sequence[str]) -> FormatHandler | None:
    """The handler that is surest about the content; equals go by the registry's order."""
    ranked = [(handler.detect(head, name, listing), -rank, handler) for rank, handler in enumerate(FORMATS)]
    confidence, _, handler = max(ranked, key=lambda row: row[:2], default=(0, 0, None))
    return handler if confidence > 0 else None


def handlers_for_extension(extension: str) -> list[FormatHandler]:
    """Handlers that claim a lower-case extension such as ".pdf"."""
    return [handler for handler in FORMATS if extension in handler.extensions]


def accepted_extensions() -> list[str]:
    """Every extension taken, in display order; for the upload field and the sentence about unknown files."""
    return list(dict.fromkeys(extension for handler in FORMATS for extension in handler.extensions))
