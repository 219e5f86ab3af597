"""The five processes of a city: started, watched, restarted with growing pauses, and ended together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from config.launch.places import LOGS, PYTHON, ROOT
from config.launch.screen import say

LOG_LIMIT = 20 * 1024 * 1024
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0  # a child that ran this long starts again without a pause
GRACE_SECONDS = 6.0
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


@dataclass
class Child:
    """One process and its log."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    restart_at: float = 0.0
    crashes: int = field(default=0)

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return LOGS / f"{self.name}.log"

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it in a process group of its own: Ctrl-C reaches only the launcher, which ends all in order."""
        LOGS.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        self.started = time.monotonic()

    def watch(self, environment: Mapping[str, str]) -> None:
        """Start it again when it has ended: at once the first time, later after 1, 2, 4 … 30 seconds."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.restart_at:
                self.start(environment)
            return
        status = self.process.poll()
        if status is None:
            return
        self.end_group(signal.SIGKILL)
        steady = now - self.started > STEADY_SECONDS
        self.pause = 0.0 if steady else min(LONGEST_PAUSE, max(1.0, self.pause * 2))
        self.restart_at = now + self.pause
        self.process = None
        self.crashes += 1
        say(
            f"  {self.name} ended (status {status}) and is started again in {self.pause:.0f} s; its log: {self.log}"
        )
        for line in self.last_lines(4):
            say(f"    {self.name} | {line}")

    def last_lines(self, count: int) -> list[str]:
        """The end of its log."""
        if not self.log.exists():
            return []
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 8192))
            text = log.read().decode(errors="replace")
        return [line[:300] for line in text.splitlines() if line.strip()][-count:]

    def ask_to_end(self) -> None:
        """SIGTERM to the process alone: it ends its own workers in order."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end_group(self, number: signal.Signals) -> None:
        """Signal the process and everything it started."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


def end_all(children: list[Child]) -> None:
    """Ask all to end, wait a few seconds, then end them: a job cut off here is run again at the next start."""
    running = [child for child in children if child.process is not None]
    for child in running:
        child.ask_to_end()
    until = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < until and any(
        child.process and child.process.poll() is None for child in running
    ):
        time.sleep(0.05)
    for child in running:
        child.end_group(signal.SIGKILL)
        if child.process:
            child.process.wait()
            child.process = None


def die_with_parent() -> None:
    """Linux: end this process when the launcher is killed, so that no orphan holds a port."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)


def server(target: str, bind: str, port: int, threads: int) -> list[str]:
    """The command of one web process: `site` or `content`, see config/web.py."""
    options = ["--threads", str(threads), "--workers", "1", "--workers-kill-timeout", "4"]
    return [str(PYTHON), "-m", "config.web", target, *options, "--host", bind, "--port", str(port)]


def worker(concurrency: int) -> list[str]:
    """The command of the Celery worker."""
    options = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--max-tasks-per-child", "200"]
    celery = [str(PYTHON), "-W", "ignore", "-m", "celery", "--quiet", "-A", "config.celery"]
    return [*celery, "worker", f"--concurrency={concurrency}", "--loglevel=INFO", *options]


def quick_worker() -> list[str]:
    """The command of the worker that does only what somebody waits for at the screen: one process, no pool."""
    options = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--hostname=quick@%h"]
    celery = [str(PYTHON), "-W", "ignore", "-m", "celery", "--quiet", "-A", "config.celery"]
    return [*celery, "worker", "--pool=solo", "--queues=quick", "--loglevel=INFO", *options]


def ticker() -> list[str]:
    """The command of the ticker."""
    return [str(PYTHON), "manage.py", "ticker"]
