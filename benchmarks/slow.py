"""Saves while others hold the line: `python -m benchmarks slow [--nginx]`, an exam at a pace, first quiet, then beside
200 bodies that trickle (forms, saves, parts of files) and 50 readers who take a few bytes now and then.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks._exam_city import City
from benchmarks._exam_pupils import Ledger, Pupil, Seat, everybody, work
from benchmarks._figures import figure, percentile
from tests.nginx import nginx_in_front

HOST = "localhost"
BODIES = (
    ("POST", "/em/", 3000),
    ("POST", "/khong-co/", 200_000),
    ("PATCH", "/tai-len/tep/khong-co/", 5_000_000),
    ("POST", "/lam-bai/luot/x/cau-tra-loi", 2000),
)


def run(argv: list[str]) -> Iterator[dict[str, Any]]:
    """Yields the p95 of a save, quiet and under slow lines, in ms."""
    parser = argparse.ArgumentParser(prog="benchmarks slow")
    parser.add_argument("--pupils", type=int, default=20)
    parser.add_argument("--questions", type=int, default=12)
    parser.add_argument("--pace", type=float, default=1.0)
    parser.add_argument("--bodies", type=int, default=200)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--nginx", action="store_true")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="hoclieu-slow-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        city = City(folder / "city", workers=1, threads=8)
        stack.callback(city.stop)
        city.build()
        made = city.make(pupils=2 * asked.pupils, questions=asked.questions)
        city.start()
        port = city.port
        if asked.nginx:
            (folder / "nginx").mkdir()
            front = nginx_in_front(folder / "nginx", site=city.port, host=HOST, tls=False)
            port = stack.enter_context(front)
        for half, slow in enumerate((False, True)):
            seats = made["seats"][half * asked.pupils : (half + 1) * asked.pupils]
            ledger = Ledger()
            asyncio.run(_sit(port, made, seats, asked, ledger, slow=slow))
            given = {"slow": slow, "nginx": asked.nginx, "failures": len(ledger.failures)}
            saves = [second * 1000 for second in ledger.seconds["save"]]
            for share in (50, 95, 99):
                yield figure(f"save p{share}", percentile(saves, share), "ms", of=len(saves), **given)


async def _sit(
    port: int,
    made: dict[str, Any],
    seats: list[Any],
    asked: argparse.Namespace,
    ledger: Ledger,
    *,
    slow: bool,
) -> None:
    pupils = [Pupil(Seat(*seat), HOST, port, ledger) for seat in seats]
    for pupil in pupils:
        pupil.slots = [(slot, "o2") for slot in made["slots"]]
        await pupil.connect()
        await pupil.sign_in()
    lines = [asyncio.create_task(_trickle(port, number)) for number in range(asked.bodies if slow else 0)]
    lines += [asyncio.create_task(_sip(port)) for _each in range(asked.readers if slow else 0)]
    await asyncio.sleep(3 if slow else 0)
    await everybody(pupils, lambda pupil: pupil.fetch(f"/t/goi/{made['package']}/"))
    await everybody(pupils, Pupil.start)
    await everybody(pupils, lambda pupil: work(pupil, pace=asked.pace))
    for line in lines:
        line.cancel()
    await asyncio.gather(*lines, return_exceptions=True)


async def _trickle(port: int, number: int) -> None:
    """One body that never ends: 2 kB a second, and again when the server has given it up."""
    method, path, length = BODIES[number % len(BODIES)]
    while True:
        with contextlib.suppress(OSError):
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
            head = f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {length}\r\n\r\n"
            writer.write(head.encode())
            for _second in range(length):
                writer.write(b"x" * (2048 if length > 100_000 else 20))
                await writer.drain()
                await asyncio.sleep(1)


async def _sip(port: int) -> None:
    """One reader of a long answer, 100 bytes a second."""
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=512)
            writer.write(f"GET /static/staticfiles.json HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            while await reader.read(100):
                await asyncio.sleep(1)
        await asyncio.sleep(1)
