"""A bad line to the server: delays, drops, cuts before and after the answer, repeats and late repeats, by a seed."""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading

# What may happen to one request, and how often (the rest passes untouched).
FAULTS = {
    "delay": 0.15,  # arrives late
    "drop": 0.08,  # never arrives
    "half": 0.05,  # arrives in part, then the line is cut
    "lost answer": 0.12,  # is answered and committed, and nobody hears of it
    "twice": 0.10,  # arrives twice at the same time
    "again later": 0.12,  # arrives once more after later ones: out of order
}


class BadLine:
    """Listens on a port of its own and forwards to `port`; `with BadLine(port, seed) as line: line.port`."""

    def __init__(self, port: int, seed: int, *, longest: float = 0.25) -> None:
        self.port = 0
        self.happened: dict[str, int] = {}
        self._upstream = port
        self._chance = random.Random(seed)
        self._longest = longest
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._later: set[asyncio.Task[bytes]] = set()

    def __enter__(self) -> BadLine:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def _end(self) -> None:
        """What was to arrive later still arrives: the oracle looks afterwards."""
        self._server.close()
        await asyncio.gather(*self._later, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Requests of one client connection, one after the other, until a fault or the client ends it."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while request := await _read(reader):
                answer = await self._carry(request)
                if not answer:
                    break
                writer.write(answer)
                await writer.drain()
        writer.close()

    async def _carry(self, request: bytes) -> bytes:
        """The answer; empty cuts the client off."""
        fault = self._draw()
        if fault == "drop":
            return b""
        if fault == "half":
            await self._forward(request[: len(request) * 2 // 3], wait=False)
            return b""
        if fault == "delay":
            await self._pause()
        if fault == "again later":
            self._later.add(asyncio.create_task(self._forward_later(request)))
        if fault == "twice":
            answers = await asyncio.gather(self._forward(request), self._forward(request))
            return answers[self._chance.randrange(2)]
        answer = await self._forward(request)
        return b"" if fault == "lost answer" else answer

    def _draw(self) -> str:
        fault = self._chance.choices([*FAULTS, ""], [*FAULTS.values(), 1 - sum(FAULTS.values())])[0]
        self.happened[fault or "passed"] = self.happened.get(fault or "passed", 0) + 1
        return fault

    async def _pause(self) -> None:
        await asyncio.sleep(self._chance.uniform(0, self._longest))

    async def _forward_later(self, request: bytes) -> bytes:
        await self._pause()
        await self._pause()
        return await self._forward(request)

    async def _forward(self, data: bytes, *, wait: bool = True) -> bytes:
        """One exchange with the server on a line of its own; empty when the server is away."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._upstream)
        except OSError:
            return b""
        try:
            writer.write(data)
            await writer.drain()
            return await asyncio.wait_for(_read(reader), 30) if wait else b""
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            return b""
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> bytes:
    """One message with its body; empty at the end of the line."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    rows = head.lower().split(b"\r\n")
    length = next((int(row.partition(b":")[2]) for row in rows if row.startswith(b"content-length:")), 0)
    return head + await reader.readexactly(length)
