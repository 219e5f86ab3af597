"""What a person sees while things are set up: one line a step, with its time; details only on trouble."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


class SetupProblem(Exception):
    """The set-up cannot go on; the text says what to do."""


def say(text: str = "") -> None:
    """One line, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextmanager
def step(label: str) -> Iterator[None]:
    """Show `label`, dots while it lasts, and the seconds it took."""
    began = time.monotonic()
    done = threading.Event()
    sys.stdout.write(f"  {label} ")
    sys.stdout.flush()
    dots = threading.Thread(target=_dots, args=(done,), daemon=True)
    dots.start()
    try:
        yield
    except BaseException:
        done.set()
        say(" failed")
        raise
    done.set()
    dots.join()
    say(f" {time.monotonic() - began:.1f} s")


def _dots(done: threading.Event) -> None:
    while not done.wait(2):
        sys.stdout.write(".")
        sys.stdout.flush()


def run(command: list[str], *, cwd: Path, advice: str, env: Mapping[str, str] | None = None) -> str:
    """Run a command quietly. On failure: SetupProblem with the end of its output and the advice."""
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env=env,
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    except OSError as error:
        raise SetupProblem(f"{command[0]} could not be started ({error}).\n{advice}") from error
    if done.returncode:
        tail = "\n".join(f"    {line}" for line in done.stdout.splitlines()[-15:])
        raise SetupProblem(
            f"`{' '.join(command[:6])}` ended with status {done.returncode}:\n{tail}\n{advice}"
        )
    return done.stdout
