"""`make run`: set up, serve site and content, run two workers and the ticker until Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import signal
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.error import URLError

from config.launch import children, steps
from config.launch.addresses import Place, choose_place
from config.launch.children import Child
from config.launch.places import LOGS, ROOT, VAR
from config.launch.screen import SetupProblem, say, step

READY_SECONDS = 90
SITE_THREADS = 8
CONTENT_THREADS = 16  # a long video holds one of these, never one that saves answers


def serve_city() -> int:
    """Serve until Ctrl-C or SIGTERM; 0 after a clean end."""
    stop = threading.Event()
    with _only_one():
        place = choose_place()
        environment = os.environ | place.environment() | {"PYTHONUNBUFFERED": "1"}
        say(f"Hoclieu in {ROOT}")
        steps.set_up_to_serve(environment)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: stop.set())
        _note_address(place)
        return _supervise(place, environment, stop)


def _supervise(place: Place, environment: Mapping[str, str], stop: threading.Event) -> int:
    servers = [
        Child("site", children.server("site", place.bind, place.port, SITE_THREADS)),
        Child(
            "content",
            children.server("content", place.bind, place.content_port, CONTENT_THREADS),
        ),
    ]
    backstage = [
        Child("worker", children.worker(min(4, os.cpu_count() or 2))),
        Child("quick", children.quick_worker()),
        Child("ticker", children.ticker()),
    ]
    try:
        with step("Starting"):
            _start(servers, environment)
            _wait_until_ready(place, servers, stop)
        _start(backstage, environment)
        if not stop.is_set():
            _greet(place)
        while not stop.wait(0.5):
            for child in servers + backstage:
                child.watch(environment)
    finally:
        say("\nEnding …")
        children.end_all(servers + backstage)
    say("Ended. Everything is kept; `make run` starts the city again.")
    return 0


def _start(family: list[Child], environment: Mapping[str, str]) -> None:
    for child in family:
        child.start(environment)


def _wait_until_ready(place: Place, family: list[Child], stop: threading.Event) -> None:
    until = time.monotonic() + READY_SECONDS
    probe = "127.0.0.1" if place.bind in {"0.0.0.0", "127.0.0.1"} else place.bind  # noqa: S104
    host = f"[{probe}]" if ":" in probe else probe
    for child, port in zip(family, (place.port, place.content_port), strict=True):
        while not stop.is_set() and not _answers(f"http://{host}:{port}/healthz"):
            if time.monotonic() > until or (child.process and child.process.poll() is not None):
                tail = "\n".join(f"    {line}" for line in child.last_lines(12))
                raise SetupProblem(f"The {child.name} process did not start. The end of {child.log}:\n{tail}")
            time.sleep(0.1)


def _answers(url: str) -> bool:
    """Whether a server is there; any HTTP answer counts, a refusal too."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=2):
            return True
    except URLError as error:
        return hasattr(error, "code")
    except OSError:
        return False


def _greet(place: Place) -> None:
    say()
    say(f"  Site            {place.site_url}/")
    say(f"  Portal editors  {place.site_url}/cms/")
    say(f"  Files           {place.content_url}/")
    say(f"  Logs            {LOGS}")
    if warning := place.warning():
        say("\n" + "\n".join(f"  {line}" for line in warning.splitlines()))
    sign_ins = VAR / "sign-ins"  # written by `manage.py prepare`
    if sign_ins.exists() and sign_ins.stat().st_size:
        say("\n" + sign_ins.read_text().rstrip())
    say("\n  Ctrl-C ends it.")


@contextmanager
def _only_one() -> Iterator[None]:
    """One launcher per checkout: a second one would serve the same database from other ports unseen."""
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            address = VAR / "run.address"
            where = address.read_text() if address.exists() else "another address"
            raise SetupProblem(
                f"This city already runs at {where}. End it first (Ctrl-C in its window)."
            ) from None
        yield


def _note_address(place: Place) -> None:
    (VAR / "run.address").write_text(place.site_url + "/")
