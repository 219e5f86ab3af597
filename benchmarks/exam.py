"""An exam over real HTTP: sign in, fetch, start, answer 40 questions one by one, hand in; on a city that is thrown away.

`python -m benchmarks exam [--pupils 50] [--questions 40] [--pace 5]`: at the pace of pupils (one answer each 5 s), with a
large import and its indexing running beside it. `--pace 0`: as fast as the answers come, driver included. Embedded, or
with DATABASE_URL on PostgreSQL, in a database of its own. Every acknowledged answer is looked for at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks._exam_city import City
from benchmarks._exam_pupils import Ledger, Pupil, Seat, everybody, work
from benchmarks._figures import figure, percentile

HOST = "localhost"
STARTERS = 100  # pupils who press start together


def run(argv: list[str]) -> Iterator[dict[str, Any]]:
    """Yields ms, saves/s, CPU seconds an attempt, and how many acknowledged answers are missing (0)."""
    parser = argparse.ArgumentParser(prog="benchmarks exam")
    parser.add_argument("--pupils", type=int, default=50)
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--pace", type=float, default=5.0, help="seconds between answers; 0: without a pause")
    parser.add_argument(
        "--workers", type=int, default=0, help="web processes; 0: 1 embedded, 2 on PostgreSQL"
    )
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--materials", type=int, default=20_000, help="imported beside an exam at a pace")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="hoclieu-exam-") as folder:
        yield from _exam(Path(folder), asked)


def _exam(folder: Path, asked: argparse.Namespace) -> Iterator[dict[str, Any]]:
    workers = asked.workers or (1 if "DATABASE_URL" not in os.environ else 2)
    city = City(folder, workers=workers, threads=asked.threads)
    ledger = Ledger()
    try:
        city.build()
        if asked.pace and asked.materials:
            city.prepare_import()
        made = city.make(pupils=max(asked.pupils, STARTERS), questions=asked.questions)
        city.start()
        if asked.pace and asked.materials:
            city.import_beside(asked.materials)
        spent = asyncio.run(_sit(city, made, asked, ledger))
        circumstances = {
            "pupils": asked.pupils,
            "pace": asked.pace,
            "database": "PostgreSQL" if "DATABASE_URL" in city.env else "SQLite",
            "processes": f"{workers}x{asked.threads}",
        }
        yield from _figures(ledger, spent, circumstances)
        promises = json.dumps(ledger.promises)
        (folder / "promises.json").write_text(promises)
        code = "import json; from benchmarks._exam_city import lost; print(lost(json.load(open({!r}))))"
        missing = city.python(code.format(str(folder / "promises.json"))).splitlines()[-1]
        yield figure("acknowledged and lost", float(missing), "answers", of=len(ledger.promises))
    finally:
        city.stop()


async def _sit(
    city: City, made: dict[str, Any], asked: argparse.Namespace, ledger: Ledger
) -> dict[str, float]:
    """The whole exam; processor seconds of web and database from start to hand-in."""
    seats = [Seat(*seat) for seat in made["seats"]]
    pupils = [Pupil(seat, HOST, city.port, ledger) for seat in seats]
    for pupil in pupils:
        pupil.slots = [(slot, "o2") for slot in made["slots"]]
        await pupil.connect()
    for first in range(0, len(pupils), 10):
        await everybody(pupils[first : first + 10], Pupil.sign_in)
    await everybody(pupils, lambda pupil: pupil.fetch(f"/t/goi/{made['package']}/"))
    names = ("web", "database")
    sitting = pupils[: asked.pupils]
    before = {name: city.cpu_seconds(name) for name in names}
    began = time.perf_counter()
    await everybody(pupils, Pupil.start)
    ledger.seconds["all started"] = [time.perf_counter() - began]
    await everybody(sitting, lambda pupil: work(pupil, pace=asked.pace))
    return {name: city.cpu_seconds(name) - before[name] for name in names}


def _figures(ledger: Ledger, spent: dict[str, float], given: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for kind in ("sign-in", "lobby", "sealed package", "start", "save", "hand-in"):
        values = [second * 1000 for second in ledger.seconds[kind]]
        for share in (50, 95, 99):
            yield figure(f"{kind} p{share}", percentile(values, share), "ms", **given)
        yield figure(f"{kind} at most", max(values), "ms", of=len(values), **given)
    yield figure(
        "all pressed start and have the key after", ledger.seconds["all started"][0] * 1000, "ms", **given
    )
    took = ledger.ended["save"] - ledger.began["save"]
    yield figure("durable saves", len(ledger.seconds["save"]) / took, "saves/s", **given)
    for name, seconds in spent.items():
        if seconds:
            yield figure(f"{name} CPU an attempt", seconds / given["pupils"], "s", **given)
    yield figure("failures", len(ledger.failures), "requests", first=ledger.failures[:2], **given)
