"""Attempts for tests, and a small player: the protocol's client over Django's test client or over plain HTTP."""

from __future__ import annotations

import http.client
import json
import re
import uuid
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Protocol

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client as Browser

from config.accounts.models import User
from questionbank.attempts.models import Attempt, Guest
from questionbank.quizzes.models import Quiz
from tests.cast import client_of
from tests.factories.quizzes import published_quiz

CLIENT_ERRORS = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 when nothing did."""

    status: int
    data: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.data[name]


class Wire(Protocol):
    """A way to the server."""

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> Answer: ...


class TestWire:
    """Through Django's test client: the whole house, without a network."""

    __test__ = False

    def __init__(self, browser: Browser | None = None) -> None:
        self.browser = browser or Browser()

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        response = self.browser.post(path, body, content_type="application/json", headers=headers)
        is_json = response.headers.get("Content-Type", "").startswith("application/json")
        return Answer(response.status_code, response.json() if is_json else {}, dict(response.headers))


class HttpWire:
    """Through plain HTTP with a jar of cookies; the connection is kept and renewed after a fault."""

    def __init__(self, host: str, port: int, *, timeout: float = 30.0) -> None:
        self._address = (host, port)
        self._timeout = timeout
        self._line: http.client.HTTPConnection | None = None
        self.cookies: dict[str, str] = {}
        self.csrf_token = ""

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        status, heads, content = self.request(
            "POST", path, body, {"Content-Type": "application/json", **headers}
        )
        is_json = heads.get("content-type", "").startswith("application/json")
        return Answer(status, json.loads(content) if is_json else {}, heads)

    def request(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """(status, lower-case headers, body); (0, {}, b"") when the line was cut."""
        sent = {"X-CSRFToken": self.csrf_token, **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            if self._line is None:
                self._line = http.client.HTTPConnection(*self._address, timeout=self._timeout)
            self._line.request(method, path, body or None, sent)
            response = self._line.getresponse()
            content = response.read()
        except CLIENT_ERRORS:
            self.close()
            return 0, {}, b""
        for cookie in response.headers.get_all("Set-Cookie") or []:
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(cookie).items()})
        return response.status, {name.lower(): value for name, value in response.headers.items()}, content

    def form(self, path: str, data: str) -> tuple[int, dict[str, str], bytes]:
        """Fetch a page for its CSRF token, then post a form there."""
        found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', self.request("GET", path)[2])
        self.csrf_token = found[1].decode() if found else self.csrf_token
        return self.request(
            "POST", path, data.encode(), {"Content-Type": "application/x-www-form-urlencoded"}
        )

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()
            self._line = None


class Client:
    """A player: numbers its events, keeps them until a receipt names them, sends them again when asked to.

    `acknowledged` is its ledger: (client id, seq, uuid, item, value) of every event that a receipt named.
    """

    def __init__(self, wire: Wire, attempt: Attempt | str, *, client_id: str | None = None) -> None:
        self.wire = wire
        self.public_id = str(getattr(attempt, "public_id", attempt))
        self.client_id = client_id or str(uuid.uuid4())
        self.token = ""
        self.epoch = 0
        self.seq = 0
        self.outbox: list[dict[str, Any]] = []
        self.acknowledged: list[tuple[str, int, str, str, Any]] = []
        self.hand_in_key = str(uuid.uuid4())
        self.receipt = ""
        self.session: dict[str, Any] = {}

    def post(self, address: str, data: dict[str, Any]) -> Answer:
        """One message to `bat-dau`, `luu` or `nop`."""
        headers = {"X-Attempt-Token": self.token} if self.token and address != "bat-dau" else {}
        return self.wire.post(f"/t/{self.public_id}/{address}/", json.dumps(data).encode(), headers)

    def start(self) -> Answer:
        """Start or resume; takes token, epoch and the number of its last event."""
        answer = self.post("bat-dau", {"client_id": self.client_id})
        if answer.status == 200:
            self.session = answer.data
            self.token, self.epoch = answer["token"], answer["epoch"]
            self.seq = max(self.seq, answer.data.get("upto", {}).get(self.client_id, 0))
            self.receipt = answer.data.get("receipt", self.receipt)
        return answer

    def write(self, item: str, value: Any, **fields: Any) -> dict[str, Any]:
        """Put an answer into the outbox."""
        self.seq += 1
        event = {
            "seq": self.seq,
            "uuid": str(uuid.uuid4()),
            "epoch": self.epoch,
            "item": item,
            "value": value,
        }
        event |= {"elapsed_ms": 1000 * self.seq, **fields}
        self.outbox.append(event)
        return event

    def message(self, events: list[dict[str, Any]]) -> dict[str, Any]:
        """A save as it travels."""
        return {"client_id": self.client_id, "epoch": self.epoch, "events": events}

    def send(self, events: list[dict[str, Any]] | None = None) -> Answer:
        """Send the outbox (or exactly these events); what the receipt names leaves the outbox."""
        answer = self.post("luu", self.message(self.outbox if events is None else events))
        self.take_receipt(answer, events)
        return answer

    def answer(self, item: str, value: Any) -> Answer:
        """Write and send."""
        self.write(item, value)
        return self.send()

    def hand_in(self, **fields: Any) -> Answer:
        """Hand in with the outbox."""
        body = self.message(self.outbox) | {
            "idempotency_key": self.hand_in_key,
            "last_seq": self.seq,
            **fields,
        }
        answer = self.post("nop", body)
        self.take_receipt(answer)
        if answer.status == 200:
            self.receipt = answer["receipt"]
        return answer

    def take_receipt(self, answer: Answer, events: list[dict[str, Any]] | None = None) -> None:
        """Believe exactly the rows whose seq and uuid are named."""
        named = {(seq, text) for seq, text in answer.data.get("stored", [])}
        for event in self.outbox if events is None else events:
            if (event["seq"], event["uuid"]) in named:
                self.acknowledged.append(
                    (self.client_id, event["seq"], event["uuid"], event["item"], event["value"])
                )
        self.outbox = [event for event in self.outbox if (event["seq"], event["uuid"]) not in named]


def laid_out(quiz: Quiz, *, pupil: User | None = None, guest: Guest | None = None) -> Attempt:
    """An attempt that waits in the lobby; pupils of the quiz's classes have theirs since it was published."""
    form = quiz.paper.forms.order_by("code")[0]
    return Attempt.objects.get_or_create(quiz=quiz, pupil=pupil, guest=guest, defaults={"form": form})[0]


def slots_of(quiz: Quiz) -> list[str]:
    """The public ids of the quiz's slots in the order of its first form."""
    return quiz.paper.forms.order_by("code")[0].package["order"]


def player_of(pupil: User, attempt: Attempt, **fields: Any) -> Client:
    """A player at the signed-in pupil's browser."""
    return Client(TestWire(client_of(pupil)), attempt, **fields)


def guest_session(guest: Guest) -> str:
    """The key of a session that holds the guest."""
    session = SessionStore()
    session["guests"] = [str(guest.public_id)]
    session.save()
    return str(session.session_key)


def guest_browser(guest: Guest) -> Browser:
    """A browser with such a session."""
    browser = Browser()
    browser.cookies[settings.SESSION_COOKIE_NAME] = guest_session(guest)
    return browser


def started_attempt(cast: Any, *, questions: int = 3, pupil: User | None = None, **quiz: Any) -> Client:
    """A player of pupil A (or another) who has started a quiz of teacher A; `attempt_of(player)` is the row."""
    pupil = pupil or cast.pupil_a
    row = laid_out(published_quiz(cast.teacher_a, [cast.class_a], questions, **quiz), pupil=pupil)
    player = player_of(pupil, row)
    assert player.start().status == 200
    return player


def attempt_of(player: Client) -> Attempt:
    """The player's row as it stands."""
    return Attempt.objects.select_related("quiz", "form").get(public_id=player.public_id)


def value_of(player: Client, slot: str) -> Any:
    """What the snapshot holds for a slot; None without an answer."""
    return attempt_of(player).answers.get(slot, [0, 0, None])[2]
