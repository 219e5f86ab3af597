"""A class at its phones, as light as possible: raw HTTP over one kept connection a pupil, and a ledger of receipts."""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True)
class Seat:
    """One pupil: the class card and the attempt that waits."""

    code: str
    pin: str
    attempt: str


@dataclass
class Ledger:
    """What was measured and what was promised. Seconds by kind of request; promises as [attempt, client, seq, uuid]."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    promises: list[tuple[str, str, int, str]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    began: dict[str, float] = field(default_factory=dict)
    ended: dict[str, float] = field(default_factory=dict)

    def note(self, kind: str, began: float) -> None:
        """One answer came back now."""
        now = time.perf_counter()
        self.seconds.setdefault(kind, []).append(now - began)
        self.began.setdefault(kind, began)
        self.ended[kind] = now


class Line(asyncio.Protocol):
    """One connection: a request, its answer, the next request."""

    def __init__(self) -> None:
        self._received = bytearray()
        self._answer: asyncio.Future[tuple[int, bytes, bytes]] | None = None
        self._transport: asyncio.Transport | None = None
        self._length = -1
        self._head = 0

    @property
    def is_open(self) -> bool:
        """The server closes lines that were silent for long."""
        return self._transport is not None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("cut off"))

    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._length < 0:
            self._head = self._received.find(b"\r\n\r\n") + 4
            if self._head < 4:
                return
            head = bytes(self._received[: self._head]).lower()
            start = head.find(b"content-length:")
            if start < 0:
                raise ValueError("an answer without its length")
            self._length = int(head[start + 15 : head.find(b"\r\n", start)])
        if len(self._received) >= self._head + self._length and self._answer is not None:
            head, body = bytes(self._received[: self._head]), bytes(self._received[self._head :])
            self._received.clear()
            self._length = -1
            self._answer.set_result((int(head[9:12]), head, body))

    async def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """(status, head, body)."""
        if self._transport is None:
            raise ConnectionError("cut off")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer


class Pupil:
    """Signs in, fetches the sealed package, starts, answers every question once, hands in."""

    def __init__(self, seat: Seat, host: str, port: int, ledger: Ledger) -> None:
        self.seat = seat
        self.ledger = ledger
        self.client = str(uuid.uuid4())
        self.slots: list[tuple[str, Any]] = []
        self._place = (host, port)
        self._host = f"Host: {host}:{port}\r\n"
        self._cookies: dict[str, str] = {}
        self._token = ""
        self._epoch = 0

    async def connect(self) -> None:
        """Open the line."""
        _transport, self._line = await asyncio.get_running_loop().create_connection(Line, *self._place)

    async def sign_in(self) -> None:
        """The class card's code and PIN."""
        await self._page("sign-in page", "GET", "/em/")
        card = urlencode(
            {
                "code": self.seat.code,
                "pin": self.seat.pin,
                "csrfmiddlewaretoken": self._cookies["hoclieu_csrf"],
            }
        )
        await self._page("sign-in", "POST", "/em/", card.encode(), "application/x-www-form-urlencoded")

    async def fetch(self, package_url: str) -> None:
        """The lobby and the sealed package."""
        await self._page("lobby", "GET", f"/t/{self.seat.attempt}/")
        await self._page("sealed package", "GET", package_url)

    async def start(self) -> None:
        """The key of the form: from here on question 1 can be seen."""
        body = json.dumps({"client_id": self.client}).encode()
        answer = await self._page(
            "start", "POST", f"/t/{self.seat.attempt}/bat-dau/", body, "application/json"
        )
        data = json.loads(answer)
        self._token, self._epoch = data["token"], data["epoch"]

    async def answer(self, seq: int) -> None:
        """One answer, and the check that its receipt names it."""
        slot, value = self.slots[(seq - 1) % len(self.slots)]
        name = str(uuid.uuid4())
        body = (
            f'{{"client_id":"{self.client}","epoch":{self._epoch},"events":[{{"seq":{seq},"uuid":"{name}",'
            f'"epoch":{self._epoch},"item":"{slot}","value":{json.dumps(value)},"elapsed_ms":{seq * 1000}}}]}}'
        )
        began = time.perf_counter()
        status, _head, answer = await self._ask(self._bearing("luu", body.encode()))
        self.ledger.note("save", began)
        if status == 200 and f'[{seq},"{name}"]'.encode() in answer:
            self.ledger.promises.append((self.seat.attempt, self.client, seq, name))
        else:
            self.ledger.failures.append(f"save {status} {answer[:200]!r}")

    async def hand_in(self, last_seq: int) -> None:
        """The receipt code."""
        message = {"client_id": self.client, "epoch": self._epoch, "idempotency_key": str(uuid.uuid4())}
        body = json.dumps({**message, "last_seq": last_seq, "events": []}).encode()
        began = time.perf_counter()
        status, _head, answer = await self._ask(self._bearing("nop", body))
        self.ledger.note("hand-in", began)
        if status != 200 or b'"receipt"' not in answer:
            self.ledger.failures.append(f"hand-in {status} {answer[:200]!r}")

    async def _ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        if not self._line.is_open:
            await self.connect()
        return await self._line.ask(request)

    def _bearing(self, address: str, body: bytes) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        head = (
            f"POST /t/{self.seat.attempt}/{address}/ HTTP/1.1\r\n{self._host}X-Attempt-Token: {self._token}\r\n"
            f"Cookie: {cookies}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    async def _page(self, kind: str, method: str, path: str, body: bytes = b"", of: str = "") -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        sent = f"Content-Type: {of}\r\nContent-Length: {len(body)}\r\n" if body else ""
        token = self._cookies.get("hoclieu_csrf", "")
        head = (
            f"{method} {path} HTTP/1.1\r\n{self._host}Cookie: {cookies}\r\nX-CSRFToken: {token}\r\n"
            f"Accept-Language: vi\r\n{sent}\r\n"
        )
        began = time.perf_counter()
        status, got, answer = await self._ask(head.encode() + body)
        self.ledger.note(kind, began)
        if status >= 400:
            self.ledger.failures.append(f"{kind} {status} {answer[:200]!r}")
        for row in got.decode("latin-1").split("\r\n"):
            if row.lower().startswith("set-cookie:"):
                name, _, value = row.partition(":")[2].partition(";")[0].strip().partition("=")
                self._cookies[name] = value
        return answer


async def everybody(pupils: list[Pupil], deed: Callable[[Pupil], Awaitable[None]]) -> None:
    """All do it at once."""
    await asyncio.gather(*(deed(pupil) for pupil in pupils))


async def work(pupil: Pupil, *, pace: float) -> None:
    """Every question once, then the hand-in; `pace` seconds of thought before each, none = as fast as answers come."""
    for seq in range(1, len(pupil.slots) + 1):
        if pace:
            await asyncio.sleep(random.uniform(0.5, 1.5) * pace if seq > 1 else random.uniform(0, pace))
        await pupil.answer(seq)
    if pace:
        await asyncio.sleep(random.uniform(0, pace))
    await pupil.hand_in(len(pupil.slots))
