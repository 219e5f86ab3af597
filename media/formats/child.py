"""The child process: one request as JSON on standard input, one answer as JSON on standard output.

Started by `media.formats.sandbox` as `python -m media.formats.child`. It imports no models and no settings;
sentences are made by the parent from codes.
"""

from __future__ import annotations

import dataclasses
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

from media.formats import problems
from media.formats.base import MEGABYTE, Inspection
from media.formats.intake import handler_of, inspect_file
from media.formats.picture_cleaning import NotClean

HEAVY_EXIT = 86
"""Exit status that says "out of memory": the parent turns it into `file.too_heavy`."""


def main() -> int:
    """Answer one request; the exit status is 0, HEAVY_EXIT or a crash."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # libraries that print must not spoil the answer
    request = json.load(sys.stdin)
    _take_limits(request["limits"])
    try:
        answer = _answer(request)
    except MemoryError:
        return HEAVY_EXIT
    json.dump(answer, answers)
    answers.close()
    return 0


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    path = Path(request["path"])
    if request["verb"] == "inspect":
        return _inspect(path, request["name"])
    if request["verb"] == "clean":
        return _clean(path, request["handler"], Path(request["target"]))
    made = handler_of(request["handler"]).previews(path, Path(request["out_dir"]), tuple(request["wanted"]))
    return {"files": [dataclasses.asdict(file) for file in made]}


def _inspect(path: Path, name: str) -> dict[str, Any]:
    try:
        return inspect_file(path, name).to_json()
    except MemoryError:
        raise
    except Exception as error:  # a parser's own failure is a fact about the file, never ours
        sys.stderr.write(f"inspection failed: {type(error).__name__}: {error}\n")
        return Inspection(findings=[problems.CRASHED.at()]).to_json()


def _clean(path: Path, handler: str, target: Path) -> dict[str, Any]:
    try:
        return {"copied": handler_of(handler).cleaned(path, target)}
    except NotClean:
        return {"copied": None}


def _take_limits(limits: dict[str, int]) -> None:
    os.nice(10)
    memory = limits["memory_mb"] * MEGABYTE
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    # Address space also counts the libraries' mapped code (about 120 MB), hence the allowance.
    resource.setrlimit(resource.RLIMIT_AS, (memory + 256 * MEGABYTE,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["file_bytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


if __name__ == "__main__":
    sys.exit(main())
