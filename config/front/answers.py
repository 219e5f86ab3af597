"""Answers on their way out. Whatever is long is handed to the server as a file, which it reads at the reader's pace."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

IN_MEMORY = 1024 * 1024
SPOOL_SECONDS = 60.0  # the server opens the file within moments; then its name is not needed any more
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class FileWrapper:
    """`wsgi.file_wrapper`: Django hands over a whole file here instead of its pieces."""

    def __init__(self, file: Any, block_size: int = 8192) -> None:
        self.file = file
        self.block_size = block_size
        self.close = file.close

    def __iter__(self) -> Iterable[bytes]:
        while block := self.file.read(self.block_size):
            yield block


@dataclass
class Head:
    """Status and headers, as `start_response` is told them."""

    status: int = 500
    headers: list[tuple[str, str]] = field(default_factory=list)

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        """WSGI's start_response."""
        self.status, self.headers = int(status[:3]), headers


def answer(application: Application, environ: dict[str, Any], proto: Any) -> None:
    """Run the application and hand its answer to the server; never waits for the reader."""
    head = Head()
    environ["wsgi.file_wrapper"] = FileWrapper
    result = application(environ, head.start)
    try:
        _send(result, head, proto)
    finally:
        if close := getattr(result, "close", None):
            close()


def _send(result: Iterable[bytes], head: Head, proto: Any) -> None:
    if part := getattr(result, "part_of_file", None):  # set by the content host's view
        path, start, stop = part
        if start == 0 and stop == os.path.getsize(path):
            proto.response_file(head.status, head.headers, str(path))
        else:
            proto.response_file_range(head.status, head.headers, str(path), start, stop)
        return
    if isinstance(result, FileWrapper) and (path := _whole_file(result.file)):
        proto.response_file(head.status, head.headers, path)
        return
    _send_pieces(result, head, proto)


def _whole_file(file: Any) -> str:
    """The path of an ordinary file that stands at its beginning; empty for anything else."""
    inner = getattr(file, "file", file)
    name = getattr(inner, "name", None)
    try:
        return name if isinstance(name, str) and inner.tell() == 0 and os.path.isfile(name) else ""
    except (OSError, ValueError, AttributeError):
        return ""


def _send_pieces(pieces: Iterable[bytes], head: Head, proto: Any) -> None:
    held: list[bytes] = []
    size = 0
    iterator = iter(pieces)
    for piece in iterator:
        held.append(piece)
        size += len(piece)
        if size > IN_MEMORY:
            break
    else:
        proto.response_bytes(head.status, head.headers, held[0] if len(held) == 1 else b"".join(held))
        return
    with tempfile.NamedTemporaryFile(prefix="hoclieu-answer-", delete=False) as spool:
        spool.writelines(held)
        spool.writelines(iterator)
    proto.response_file(head.status, head.headers, spool.name)
    timer = threading.Timer(SPOOL_SECONDS, Path(spool.name).unlink, kwargs={"missing_ok": True})
    timer.daemon = True
    timer.start()
