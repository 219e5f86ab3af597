"""Opening strangers' files safely: inspection and previews in a child process with limits.

A crash, a timeout or a child out of memory becomes a finding, never an exception of ours.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from media.formats import problems
from media.formats.base import DerivedFile, Inspection, Limits
from media.formats.child import HEAVY_EXIT
from media.formats.registry import FORMATS

PROJECT_ROOT = Path(__file__).resolve().parents[2]
_HEAVY_SIGNALS = {-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGXFSZ}
_CRASH_SIGNALS_OF_MEMORY = {-signal.SIGTRAP, -signal.SIGABRT, -signal.SIGILL}
_MAX_ANSWER = 64 * 1024 * 1024


class CleaningFailed(Exception):
    """What others may have of a file could not be made."""


class PreviewFailed(Exception):
    """The previews of a file could not be made; `code` is `file.too_heavy` or `file.crashed`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def inspect_in_child(path: Path, name: str, limits: Limits | None = None) -> Inspection:
    """Inspect the file at `path` whose owner calls it `name`. Never raises for whatever the file holds."""
    if not path.exists():
        return Inspection(findings=[problems.MISSING.at()])
    if not path.is_file():
        return Inspection(findings=[problems.FOLDER.at()])
    request = {"verb": "inspect", "path": str(path.resolve()), "name": name}
    code, answer = _ask(request, limits or Limits())
    try:
        return Inspection.from_json(answer) if answer is not None else _failed(code)
    except (KeyError, TypeError, ValueError):
        return _failed(problems.CRASHED.code)


def previews_in_child(
    path: Path, handler_key: str, out_dir: Path, wanted: Sequence[str] = (), limits: Limits | None = None
) -> list[DerivedFile]:
    """Make derived files of `path` in the existing folder `out_dir`; see `FormatHandler.previews`.

    Raises PreviewFailed when the child ran out of its limits or crashed, UnknownKey for a wrong handler.
    """
    handler = FORMATS[handler_key]
    request = {
        "verb": "previews", "path": str(path.resolve()), "handler": handler_key,
        "out_dir": str(out_dir.resolve()), "wanted": list(wanted),
    }  # fmt: skip
    code, answer = _ask(request, limits or handler.limits)
    if answer is None:
        raise PreviewFailed(code)
    return [file for row in answer["files"] if _really_made(file := DerivedFile(**row), out_dir)]


def clean_in_child(path: Path, handler_key: str, target: Path) -> bool:
    """Write to `target` what others may have of the file at `path`; False when it may be given out as it is.

    Raises CleaningFailed when the file cannot be followed, was too heavy or crashed the child.
    """
    handler = FORMATS[handler_key]
    request = {
        "verb": "clean", "path": str(path.resolve()), "handler": handler_key, "target": str(target.resolve()),
    }  # fmt: skip
    code, answer = _ask(request, handler.limits)
    if answer is None or answer.get("copied") is None:
        raise CleaningFailed(code)
    return bool(answer["copied"])


def _really_made(file: DerivedFile, out_dir: Path) -> bool:
    return Path(file.name).name == file.name and (out_dir / file.name).is_file()


def _failed(code: str) -> Inspection:
    problem = problems.TOO_HEAVY if code == problems.TOO_HEAVY.code else problems.CRASHED
    return Inspection(findings=[problem.at()])


def _ask(request: dict[str, Any], limits: Limits) -> tuple[str, dict[str, Any] | None]:
    """(code of the failure, None) or ("", answer)."""
    request["limits"] = {
        "memory_mb": limits.memory_mb, "cpu_seconds": limits.cpu_seconds, "file_bytes": limits.file_bytes,
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "media.formats.child"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        cwd=PROJECT_ROOT, env=_environment(), start_new_session=True,
    )  # fmt: skip
    try:
        output, _ = process.communicate(json.dumps(request).encode(), timeout=limits.wall_seconds)
    except subprocess.TimeoutExpired:
        return problems.TOO_HEAVY.code, None
    finally:
        _end(process)
    if process.returncode != 0 or len(output) > _MAX_ANSWER:
        return _code_of(process.returncode), None
    try:
        return "", json.loads(output)
    except ValueError:
        return problems.CRASHED.code, None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the whole process group, also when the parent itself is interrupted."""
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _code_of(status: int) -> str:
    heavy = status == HEAVY_EXIT or status in _HEAVY_SIGNALS or status in _CRASH_SIGNALS_OF_MEMORY
    return problems.TOO_HEAVY.code if heavy else problems.CRASHED.code


def _environment() -> dict[str, str]:
    """Nothing of ours reaches the child: no secrets, no proxies, one memory arena."""
    return {
        "PATH": os.defpath, "PYTHONPATH": str(PROJECT_ROOT), "LANG": "C.UTF-8",
        "MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1",
    }  # fmt: skip
