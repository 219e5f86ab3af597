"""The parent's side: one child per request, killed with everything it started when it oversteps."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from config.errors import HouseError
from config.sandbox.child import HEAVY_EXIT, MEGABYTE

PROJECT_ROOT = Path(__file__).resolve().parents[2]
_PIECE = 64 * 1024
_HEAVY_SIGNALS = {-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGXFSZ, -signal.SIGALRM}
_CRASH_SIGNALS_OF_MEMORY = {-signal.SIGTRAP, -signal.SIGABRT, -signal.SIGILL}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: memory, seconds of processor and of waiting, bytes of a file it writes and of its answer."""

    memory_mb: int = 480
    cpu_seconds: int = 30
    wall_seconds: float = 60
    file_bytes: int = 16 * MEGABYTE  # Python keeps the bytecode of what the child is the first to import
    answer_bytes: int = 4 * MEGABYTE


class Failure(StrEnum):
    """Why there is no answer."""

    TOO_HEAVY = "too_heavy"  # more time, memory or room than allowed
    CRASHED = "crashed"  # it died, or its answer is none


class WorkFailed(HouseError):
    """The child has no answer; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


def answered(run: str, request: Mapping[str, Any], limits: Limits) -> Any:
    """What the function named `run` answers in a child of its own, as JSON of any shape. Raises WorkFailed."""
    order = {"run": run, "request": dict(request), "limits": asdict(limits)}
    deadline = time.monotonic() + limits.wall_seconds
    process = _started(order)
    try:
        assert process.stdout is not None
        output = _collected(process.stdout, limits.answer_bytes, deadline)
        status = process.wait(timeout=max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise WorkFailed(Failure.TOO_HEAVY) from None
    finally:
        _end(process)
    if status != 0:
        raise WorkFailed(_failure_of(status))
    try:
        return json.loads(output, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise WorkFailed(Failure.CRASHED) from None


def _started(order: Mapping[str, Any]) -> subprocess.Popen[bytes]:
    with tempfile.TemporaryFile() as file:  # not a pipe: a child that does not listen must not hold us up
        file.write(json.dumps(order).encode())
        file.seek(0)
        return subprocess.Popen(
            [sys.executable, "-m", "config.sandbox.child"],
            stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=PROJECT_ROOT, env=_environment(), start_new_session=True,
        )  # fmt: skip


def _collected(stream: IO[bytes], most: int, deadline: float) -> bytes:
    """Everything up to the end; never more than `most` bytes are kept, never longer waited than `deadline`."""
    pieces: list[bytes] = []
    size = 0
    with selectors.DefaultSelector() as ready:
        ready.register(stream, selectors.EVENT_READ)
        while ready.select(max(0.0, deadline - time.monotonic())):
            piece = os.read(stream.fileno(), _PIECE)
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)
            size += len(piece)
            if size > most:
                break
    raise WorkFailed(Failure.TOO_HEAVY)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the whole group: also what a finished child has left running, also when we are interrupted ourselves."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # nobody is left
        pass
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _failure_of(status: int) -> Failure:
    heavy = status == HEAVY_EXIT or status in _HEAVY_SIGNALS or status in _CRASH_SIGNALS_OF_MEMORY
    return Failure.TOO_HEAVY if heavy else Failure.CRASHED


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _environment() -> dict[str, str]:
    """Nothing of ours reaches the child: no secrets, no proxies, one memory arena."""
    return {
        "PATH": os.defpath, "PYTHONPATH": str(PROJECT_ROOT), "LANG": "C.UTF-8",
        "MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1",
    }  # fmt: skip
