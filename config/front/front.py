"""The front itself: an RSGI application around a WSGI one, with a few small pools of threads."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from types import SimpleNamespace
from typing import Any

from config import env
from config.clients import client_address
from config.front.answers import Application, answer
from config.front.bodies import Body, read_body
from config.front.environ import environ_of
from config.front.limits import Gate, Limits, TooMuch, limits_from_environment

log = logging.getLogger(__name__)
Work = Callable[[], None]
UPLOADS = "PATCH"  # parts of files; they, whatever is large, and files read at once go ways of their own


class Pool:
    """A fixed number of threads and the work that waits for them. Threads live as long as the process."""

    def __init__(self, name: str, threads: int) -> None:
        self._work: SimpleQueue[Work] = SimpleQueue()
        for number in range(threads):
            Thread(target=self._run, name=f"{name}-{number}", daemon=True).start()

    def submit(self, work: Work) -> None:
        """Do this as soon as a thread is free."""
        self._work.put(work)

    def _run(self) -> None:
        while True:
            self._work.get()()


class Front:
    """What granian calls. `application` answers; nothing slow ever reaches its threads."""

    def __init__(
        self,
        application: Application,
        limits: Limits | None = None,
        *,
        is_heavy: Callable[[str], bool] = lambda address: False,
    ) -> None:
        self._application = application
        self._is_heavy = is_heavy
        self._limits = limits or limits_from_environment()
        self._gate = Gate(self._limits)
        self._pools: dict[str, Pool] = {}

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        if scope.proto != "http":
            return
        environ = environ_of(scope)
        body: Body | None = None
        length = environ.get("CONTENT_LENGTH", "")
        if environ.pop("HTTP_TRANSFER_ENCODING", "") or length not in ("", "0"):
            try:
                body = await self._body(proto, environ, int(length) if length.isdigit() else None)
            except TooMuch as refusal:
                proto.response_empty(refusal.status, [("connection", "close"), ("retry-after", "5")])
                return
            if not body.is_whole and environ["REQUEST_METHOD"] != UPLOADS:
                proto.response_empty(400, [("connection", "close")])  # nobody is there to read it
                return
        await self._answered(environ, body, proto)

    async def _body(self, proto: Any, environ: dict[str, Any], length: int | None) -> Body:
        address = client_address(SimpleNamespace(META=environ))  # type: ignore[arg-type]
        self._gate.enter(address)
        try:
            keep = environ["REQUEST_METHOD"] == UPLOADS
            return await read_body(proto, length, self._limits, keep=keep)
        finally:
            self._gate.leave(address)

    async def _answered(self, environ: dict[str, Any], body: Body | None, proto: Any) -> None:
        if body is not None:
            environ["wsgi.input"] = body.file
            if body.is_whole:
                environ["CONTENT_LENGTH"] = str(body.length)
        else:
            environ["wsgi.input"] = _NOTHING
        loop = asyncio.get_running_loop()
        done = loop.create_future()

        def work() -> None:
            try:
                answer(self._application, environ, proto)
            except Exception:
                log.exception("the application failed outside its own error pages")
                with suppress(Exception):  # half an answer may be on its way already
                    proto.response_empty(500, [("connection", "close")])
            finally:
                if body is not None:
                    body.file.close()
                loop.call_soon_threadsafe(_finish, done)

        self._pool(self._kind(environ, body)).submit(work)
        await done

    def _kind(self, environ: dict[str, Any], body: Body | None) -> str:
        if body is None:
            return "answers"
        if self._is_heavy(environ["PATH_INFO"]):
            return "files"
        return "uploads" if environ["REQUEST_METHOD"] == UPLOADS or body.is_large else "answers"

    def _pool(self, kind: str) -> Pool:
        """Made in the worker process at its first request."""
        if not self._pools:
            self._pools = {
                "answers": Pool("answers", env.number("WEB_THREADS", 8, low=1, high=256)),
                "uploads": Pool("uploads", env.number("UPLOAD_THREADS", 2, low=1, high=64)),
                "files": Pool("files", env.number("FILE_THREADS", 2, low=1, high=64)),
            }
        return self._pools[kind]


class _Nothing:
    """The body of a request that has none; shared by all."""

    def read(self, size: int = -1) -> bytes:
        return b""

    def readline(self, size: int = -1) -> bytes:
        return b""

    def close(self) -> None:
        """Nothing is held."""


_NOTHING = _Nothing()


def _finish(done: asyncio.Future[None]) -> None:
    if not done.done():
        done.set_result(None)
