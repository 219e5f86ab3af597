"""The pytest plugin of `make mutants`: loads Django, database and tests once, then forks for every change.

The tests run once as they are, under coverage: that says which reach a line, and how long they take. A child runs those that
reach its change, the quickest first, until one fails. It works on a copy of everything, the database in memory too.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import coverage
import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, Phase, settings

from tests.mutants.asked import Asked, read_asked
from tests.mutants.swapping import put_in_force

ROOT = Path(__file__).resolve().parents[2]
KILLED, SURVIVED, UNFIT = 1, 0, 2
PATIENCE = 20.0  # seconds a child may take beside five times what its tests took


def pytest_configure(config: pytest.Config) -> None:
    """Property tests give the same examples every time and do not look for the smallest one."""
    settings.register_profile(
        "mutants",
        phases=[Phase.explicit, Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("mutants")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    if session.testsfailed:
        raise session.Interrupted("the tests could not be collected")
    asked = read_asked(Path(os.environ["MUTANTS_ASKED"]))
    house = _House(session, asked)
    told = house.judge()
    Path(os.environ["MUTANTS_TOLD"]).write_text(json.dumps(told))
    return True


class _House:
    def __init__(self, session: pytest.Session, asked: list[Asked]):
        self.asked = asked
        marked = [(item, item.get_closest_marker("django_db")) for item in session.items]
        # Those that empty the tables would empty them for all the children: they run in children only.
        self.emptying = [item for item, mark in marked if mark and _empties(item, mark)]
        self.items = [item for item in session.items if item not in self.emptying]
        self.seconds: dict[str, float] = {}
        self.reaching: dict[tuple[str, int], set[str]] = defaultdict(set)

    def judge(self) -> list[dict[str, Any]]:
        if broken := self._as_it_is():
            pytest.exit(f"fails without any change: {broken}", returncode=3)
        told = []
        for place, one in enumerate(self.asked, 1):
            began = time.monotonic()
            told.append(asdict(one) | self._judged(one))
            verdict = told[-1]["verdict"]
            print(
                f"{place}/{len(self.asked)} {verdict} {time.monotonic() - began:.1f} s  {one.name}",
                file=sys.__stderr__,
            )
        if self._child(None, self.items)[0] != SURVIVED:
            pytest.exit(
                "the tests no longer pass without any change: a child has left something behind", returncode=3
            )
        return told

    def _as_it_is(self) -> str:
        """Runs all tests in this process, which also warms it up. Names the first that fails."""
        files = sorted({str(ROOT / one.file) for one in self.asked})
        measured = coverage.Coverage(include=files, data_file=None, config_file=False)
        measured.start()
        for item, following in pairs(self.items):
            measured.switch_context(item.nodeid)
            began = time.monotonic()
            if failed(item, following):
                return item.nodeid
            self.seconds[item.nodeid] = time.monotonic() - began
        measured.stop()
        for file in files:
            name = str(Path(file).relative_to(ROOT))
            for line, contexts in measured.get_data().contexts_by_lineno(file).items():
                self.reaching[name, line] |= {context for context in contexts if context}
        return ""

    def _judged(self, one: Asked) -> dict[str, Any]:
        reached = set().union(
            *(self.reaching[one.file, line] for line in range(one.lines[0], one.lines[1] + 1))
        )
        if one.tests or not one.lines[0]:
            reached = set(self.seconds)
        items = [item for item in self.items if item.nodeid in reached and one.takes(item.nodeid)]
        items.sort(key=lambda item: self.seconds[item.nodeid])
        items += [item for item in self.emptying if one.takes(item.nodeid)]
        if not items:
            return {"verdict": "not reached", "by": ""}
        code, by = self._child(one, items)
        verdict = {KILLED: "killed", SURVIVED: "survived", UNFIT: "unfit"}.get(code, "timed out")
        return {"verdict": verdict, "by": by}

    def _child(self, one: Asked | None, items: list[pytest.Item]) -> tuple[int, str]:
        """The exit code (negative where a signal ended it), and which test failed."""
        patience = PATIENCE + 5 * sum(self.seconds.get(item.nodeid, 1.0) for item in items)
        reading, writing = os.pipe()
        if not (child := os.fork()):
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(int(patience))
            _run(one, items, writing)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            by = pipe.read()
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), by


def _empties(item: pytest.Item, mark: pytest.Mark) -> bool:
    return bool(mark.kwargs.get("transaction")) or "transactional_db" in getattr(item, "fixturenames", ())


def _run(one: Asked | None, items: list[pytest.Item], writing: int) -> None:
    code = UNFIT
    try:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        if one is not None:
            put_in_force(ROOT / one.file, one.source.encode())
        code = SURVIVED
        for item, following in pairs(items):
            if failed(item, following):
                os.write(writing, item.nodeid.encode())
                code = KILLED
                break
    except BaseException as error:  # of the runner: no test has said anything
        code = UNFIT
        os.write(writing, repr(error).encode())
    finally:
        os._exit(code)


class _Session:
    """Stands for a test after the last one, so that only the session's own fixtures stay."""

    def __init__(self, session: pytest.Session):
        self.session = session

    def listchain(self) -> list[pytest.Session]:
        return [self.session]


def pairs(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, Any]]:
    """Each test and the one after it."""
    yield from zip(items, [*items[1:], _Session(items[0].session)], strict=True)


def failed(item: pytest.Item, following: Any) -> bool:
    """Runs one test; what the session has set up stays, for another follows."""
    reports = runtestprotocol(item, log=False, nextitem=following)
    return any(report.failed for report in reports)
