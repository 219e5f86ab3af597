"""The child process: one order as JSON on standard input, one answer as JSON on standard output.

Started by `config.sandbox.runner` as `python -m config.sandbox.child`. It takes its limits first and then imports the
one function that it is to call: no models, no settings; sentences are made by the parent from codes.
"""

from __future__ import annotations

import dataclasses
import json
import os
import resource
import signal
import sys
from typing import Any

from config.registry import named

MEGABYTE = 1024 * 1024
HEAVY_EXIT = 86
"""Exit status that says "out of memory"."""


def main() -> int:
    """Answer one order; the exit status is 0, HEAVY_EXIT or a crash."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # libraries that print must not spoil the answer
    order = json.load(sys.stdin)
    _take_limits(order["limits"])
    try:
        answer = named(order["run"])(**order["request"])
        answers.write(json.dumps(answer, default=_plain))
        answers.close()
    except MemoryError:
        return HEAVY_EXIT
    return 0


def _plain(value: Any) -> Any:
    """Dataclasses as objects, level by level."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} is no answer")


def _take_limits(limits: dict[str, float]) -> None:
    os.nice(10)
    memory = int(limits["memory_mb"]) * MEGABYTE
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    # Address space also counts the libraries' mapped code (about 120 MB), hence the allowance.
    resource.setrlimit(resource.RLIMIT_AS, (memory + 256 * MEGABYTE,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (int(limits["cpu_seconds"]), int(limits["cpu_seconds"]) + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limits["file_bytes"]),) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    signal.setitimer(signal.ITIMER_REAL, limits["wall_seconds"] + 1)  # for the day our parent is killed


if __name__ == "__main__":
    sys.exit(main())
