"""A request's body on its way in: awaited by the event loop, in memory while small, else in a file without a name."""

from __future__ import annotations

import asyncio
import io
import tempfile
import time
from typing import Any, BinaryIO

from config.front.limits import HTTP_TOO_LARGE, HTTP_TOO_SLOW, Limits, TooMuch


class CutBody(io.BufferedIOBase):
    """What had arrived when the line was cut; reading on fails as the line itself would."""

    def __init__(self, arrived: BinaryIO) -> None:
        self._arrived = arrived

    def read(self, size: int | None = -1, /) -> bytes:
        """The bytes that are there, then OSError."""
        data = self._arrived.read(-1 if size is None else size)
        if not data and size != 0:
            raise OSError("the line was cut")
        return data

    def readline(self, size: int | None = -1, /) -> bytes:
        """As `read`, up to the end of a line."""
        data = self._arrived.readline(-1 if size is None else size)
        if not data:
            raise OSError("the line was cut")
        return data

    def close(self) -> None:
        """Forget them."""
        self._arrived.close()
        super().close()


class Body:
    """A body that is there: a file to read from, its length, and whether all of it came."""

    def __init__(self, file: BinaryIO, length: int, expected: int | None) -> None:
        self.length = length
        self.is_whole = expected is None or length >= expected
        self.is_large = not isinstance(file, io.BytesIO)
        self.file: Any = file if self.is_whole else CutBody(file)


async def read_body(proto: Any, expected: int | None, limits: Limits, *, keep: bool = False) -> Body:
    """The whole body; with `keep`, as much as came before the line was cut. Raises TooMuch: too large, slow or long."""
    if expected is not None and expected > limits.size:
        raise TooMuch(HTTP_TOO_LARGE)
    if not keep and expected is not None and expected <= limits.in_memory:
        return await _read_small(proto, expected, limits)
    return await _read_large(proto, expected, limits)


async def _read_small(proto: Any, expected: int, limits: Limits) -> Body:
    """In one piece: the server collects it, and we are woken once, however it trickles."""
    try:
        async with asyncio.timeout(limits.patience):
            data = await proto()
    except TimeoutError:
        raise TooMuch(HTTP_TOO_SLOW) from None
    except Exception:  # the server's own error for a cut line; the part that came is lost with it
        data = b""
    return Body(io.BytesIO(data), len(data), expected)


async def _read_large(proto: Any, expected: int | None, limits: Limits) -> Body:
    file: Any = tempfile.SpooledTemporaryFile(max_size=limits.in_memory)
    began, length = time.monotonic(), 0
    try:
        stream = proto.__aiter__()
        while True:
            async with asyncio.timeout(limits.patience):
                chunk = await _next(stream)
            if chunk is None:
                break
            length += len(chunk)
            file.write(chunk)
            _check_pace(length, time.monotonic() - began, limits)
    except TimeoutError:
        file.close()
        raise TooMuch(HTTP_TOO_SLOW) from None
    except BaseException:
        file.close()
        raise
    file.seek(0)
    body = Body(file, length, expected)
    body.is_large = True
    return body


async def _next(stream: Any) -> bytes | None:
    try:
        data: bytes = await stream.__anext__()
    except StopAsyncIteration:
        return None
    except Exception:  # the line was cut: what came before counts
        return None
    return data


def _check_pace(length: int, seconds: float, limits: Limits) -> None:
    if length > limits.size:
        raise TooMuch(HTTP_TOO_LARGE)
    if seconds > limits.longest or (seconds > limits.patience and length < limits.rate * seconds):
        raise TooMuch(HTTP_TOO_SLOW)
