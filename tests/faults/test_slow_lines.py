"""Slow lines of every kind hold no thread: with forty of them the site answers as before. (Figures: docs/capacity.md.)"""

import asyncio
import http.client
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from tempfile import SpooledTemporaryFile
from types import SimpleNamespace

import pytest
from django.urls import get_resolver, reverse

from config.front.answers import answer
from config.front.bodies import Body, read_body
from config.front.environ import environ_of
from config.front.front import Front
from config.front.limits import Gate, Limits, TooMuch
from config.routes import ROUTES, is_heavy
from tests.faults.house import ROOT, free_port, kill, wait_until
from tests.faults.long_answers import LONG

SLOW = 40  # five times the threads
KINDS = {
    "a form": "POST /em/",
    "a save": "POST /lam-bai/luot/00000000-0000-4000-8000-000000000000/cau-tra-loi",
    "an upload": "PATCH /tai-len/tep/khong-co/",
    "anything": "POST /khong-co/",
}


@pytest.mark.slow
@pytest.mark.parametrize("length", [2000, 3_000_000], ids=["small", "large"])
def test_slow_bodies_of_every_kind_stop_nobody(house, length):
    lines = []
    for number in range(SLOW):
        line = socket.create_connection(("127.0.0.1", house.port), timeout=20)
        what = list(KINDS.values())[number % len(KINDS)]
        head = f"{what} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\nx"
        line.sendall(head.encode())
        lines.append(line)
    began = time.monotonic()
    assert [house.ask("GET", "/healthz")[0] for _each in range(20)] == [200] * 20
    assert house.ask("OPTIONS", "/tai-len/tep/")[0] == 204
    assert time.monotonic() - began < 10
    for line in lines:
        line.close()


@pytest.fixture
def long_answers(tmp_path):
    """The port of `long_answers.py`, answered by two threads."""
    port = free_port()
    with (tmp_path / "long").open("wb") as file:
        file.truncate(LONG)
    command = ["-m", "granian", "--interface", "rsgi", "--no-ws", "--log-level", "error", "--port", str(port)]
    server = subprocess.Popen(
        [sys.executable, *command, "tests.faults.long_answers:front"],
        cwd=ROOT,
        env=os.environ | {"WEB_THREADS": "2", "LONG_FILE": str(tmp_path / "long")},
        start_new_session=True,
    )
    try:
        wait_until(lambda: ask(port, "/") == b"short")
        yield port
    finally:
        kill(server)


def ask(port, path):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", path)
        return line.getresponse().read()
    except OSError:
        return b""
    finally:
        line.close()


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/pieces", "/file"])
def test_readers_who_take_their_time_stop_nobody(long_answers, path):
    readers = []
    for _number in range(20):
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(10)
        line.connect(("127.0.0.1", long_answers))
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        readers.append(line)
    assert [line.recv(15) for line in readers] == [b"HTTP/1.1 200 OK"] * 20
    assert [ask(long_answers, "/") for _each in range(20)] == [b"short"] * 20
    for line in readers:
        line.close()
    assert len(ask(long_answers, path)) == LONG, "and who reads on gets all of it"


def test_files_that_are_read_at_once_have_threads_of_their_own():
    assert get_resolver().url_patterns
    assert {route.name for route in ROUTES.values() if route.heavy} >= {"roster_upload"}
    front, roster = Front(None, is_heavy=is_heavy), reverse("roster_upload")
    small, large = Body(BytesIO(b"x"), 1, 1), Body(SpooledTemporaryFile(), 0, 0)
    for method, address, body, kind in (
        ("POST", roster, small, "files"),
        ("POST", roster, large, "files"),
        ("POST", "/cau-hoi/k7m2x9qd4hvr/them-hinh/", small, "answers"),
        ("POST", "/cau-hoi/k7m2x9qd4hvr/them-hinh/", large, "uploads"),
        ("POST", "/cau-hoi/k7m2x9qd4hvr/tu-luu/", small, "answers"),
        ("POST", "/cau-hoi/k7m2x9qd4hvr/tu-luu/", large, "uploads"),
        ("GET", roster, None, "answers"),
        ("PATCH", "/tai-len/tep/x/", small, "uploads"),
    ):
        assert front._kind({"REQUEST_METHOD": method, "PATH_INFO": address}, body) == kind


class Proto:
    """What the server gives the front, with a body in pieces and pauses."""

    def __init__(self, *pieces, pause=0.0, cut=False):
        self.pieces, self.pause, self.cut, self.said = list(pieces), pause, cut, []

    async def __call__(self):
        await asyncio.sleep(self.pause)
        return b"".join(self.pieces)

    def __aiter__(self):
        return self

    async def __anext__(self):
        await asyncio.sleep(self.pause)
        if not self.pieces:
            raise OSError("cut") if self.cut else StopAsyncIteration
        return self.pieces.pop(0)

    def response_bytes(self, status, headers, body):
        self.said = [status, headers, body]

    def response_file(self, status, headers, path):
        with open(path, "rb") as file:
            self.said = [status, headers, file.read()]


def read(proto, expected, keep=False, **limits):
    """In a thread of its own: a browser test of the same worker may have left its loop running in this one."""
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(lambda: asyncio.run(read_body(proto, expected, Limits(**limits), keep=keep)))
        return reading.result()


def refusal_of(*arguments, **limits):
    with pytest.raises(TooMuch) as refused:
        read(*arguments, **limits)
    return refused.value.status


def test_a_body_that_does_not_come_is_given_up():
    assert refusal_of(Proto(b"x", pause=5), 100, patience=0.05) == 408
    assert refusal_of(Proto(b"x", pause=5), 100_000, patience=0.05) == 408


def test_a_body_that_trickles_below_the_rate_is_given_up():
    drops = Proto(*[b"x"] * 50, pause=0.02)
    assert refusal_of(drops, 100_000, patience=0.1, rate=1000) == 408
    assert len(drops.pieces) > 30


def test_a_body_above_the_limit_is_not_read_whether_it_says_so_or_not():
    assert refusal_of(Proto(b"x"), 1000, size=999) == 413
    assert refusal_of(Proto(*[b"x" * 400] * 5), None, size=999) == 413


def test_of_an_upload_that_is_cut_what_came_counts():
    body = read(Proto(b"abc", b"def", cut=True), 100, keep=True)
    assert not body.is_whole and body.file.read(100) == b"abcdef"
    with pytest.raises(OSError, match="cut"):
        body.file.read(100)


def test_a_large_body_is_the_same_in_a_file():
    body = read(Proto(*[b"x" * 1000] * 200), 200_000, in_memory=4096)
    assert body.is_whole and body.is_large and len(body.file.read()) == 200_000


def test_one_address_cannot_take_all_the_room():
    gate = Gate(Limits(per_address=2, altogether=3))
    gate.enter("a")
    gate.enter("a")
    with pytest.raises(TooMuch):
        gate.enter("a")
    gate.enter("b")
    with pytest.raises(TooMuch):
        gate.enter("c")
    gate.leave("a")
    gate.enter("c")


def test_a_long_answer_is_handed_over_as_a_file_and_a_short_one_as_bytes():
    def application(environ, start):
        start("200 OK", [("x", "y")])
        return iter([b"z" * 700_000] * environ["pieces"])

    for pieces in (1, 4):
        proto = Proto()
        answer(application, {"pieces": pieces}, proto)
        assert proto.said[0] == 200 and proto.said[2] == b"z" * 700_000 * pieces


def test_headers_with_an_underscore_cannot_pass_for_the_proxy_s():
    headers = {"x_forwarded_for": "203.0.113.9", "x-forwarded-for": "198.51.100.7", "host": "localhost"}
    scope = SimpleNamespace(
        server="127.0.0.1:80", client="[::1]:9", method="GET", path="/đ", query_string="", http_version="1.1",
        scheme="http", headers=headers,
    )  # fmt: skip
    environ = environ_of(scope)
    assert environ["HTTP_X_FORWARDED_FOR"] == "198.51.100.7"
    assert environ["REMOTE_ADDR"] == "::1" and environ["PATH_INFO"].encode("latin-1").decode() == "/đ"
