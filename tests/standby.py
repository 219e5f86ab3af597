"""Commands of an installation without the wait for their start: one process has loaded Django, each command is a fork of it.

Loading takes seconds of a processor, a fork a moment; a story gives a dozen commands. Whatever a command does, prints
and leaves behind is that of a process of its own, from its first import to its exit.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = "config.settings.dev"  # as for manage.py


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str


@dataclass
class Standby:
    """Starts with the first command, anew in another environment, and ends with `end` or with this process."""

    _process: subprocess.Popen[str] | None = None
    _environment: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def manage(self, environment: Mapping[str, str], *arguments: str) -> Done:
        """`manage.py` with these arguments."""
        return self._ask(environment, {"arguments": ["manage.py", *arguments]})

    def python(self, environment: Mapping[str, str], code: str) -> Done:
        """`python -c` in a Django that is set up."""
        return self._ask(environment, {"arguments": ["-c"], "code": code})

    def end(self) -> None:
        """It and a command under way."""
        if self._process is not None:
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.communicate()
            self._process = None

    def _ask(self, environment: Mapping[str, str], command: dict[str, object]) -> Done:
        with self._lock, tempfile.TemporaryDirectory(prefix="hoclieu-command-") as folder:
            out, err = Path(folder) / "out", Path(folder) / "err"
            try:
                process = self._started(dict(environment))
                process.stdin.write(json.dumps(command | {"out": str(out), "err": str(err)}) + "\n")
                process.stdin.flush()
                told = process.stdout.readline()
            except BaseException:  # a test that ran out of time, too, leaves no half command behind
                self.end()
                raise
            assert told, "the process that waits for commands has ended; what it said stands above"
            return Done(int(told), out.read_text(errors="replace"), err.read_text(errors="replace"))

    def _started(self, environment: dict[str, str]) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None or environment != self._environment:
            self.end()
            self._environment = environment
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.standby"], cwd=ROOT, env=environment, start_new_session=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
        return self._process


# What follows runs inside the installation.


def wait_for_commands() -> None:
    """One after the other; in the fork this returns when the command is done, and the process ends as any other."""
    import django
    from django.db import connections
    from django.urls import get_resolver

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
    for _address in get_resolver().url_patterns:  # asking for them loads all views, which most commands need
        break
    connections.close_all()
    gc.collect()
    gc.freeze()  # at its end a fork would walk through, and so copy, all that was loaded
    assert threading.active_count() == 1, "a fork would leave the other threads behind"
    for line in sys.stdin:
        child = os.fork()
        if not child:
            do(**json.loads(line))
            return
        _child, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def do(*, arguments: list[str], out: str, err: str, code: str = "") -> None:
    """The command itself."""
    for number, file, mode in ((0, os.devnull, os.O_RDONLY), (1, out, os.O_WRONLY), (2, err, os.O_WRONLY)):
        descriptor = os.open(file, mode | os.O_CREAT)
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.argv = arguments
    if code:
        exec(compile(code, "<command>", "exec"), {"__name__": "__main__"})
    else:
        from django.core.management import execute_from_command_line

        execute_from_command_line(arguments)


if __name__ == "__main__":
    wait_for_commands()
