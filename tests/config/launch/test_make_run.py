"""`make run` itself: serves two host names, refuses a second one, ends cleanly, starts again with nothing lost."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from config import frontend
from config.launch.places import VENV

ROOT = Path(__file__).parents[3]
READY = "Ctrl-C ends it."

pytestmark = [
    pytest.mark.once("processes of the embedded set-up"),
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("launcher"),
    pytest.mark.skipif(
        not (VENV / "hoclieu-packages").exists() or not frontend.OUTPUT.is_dir(),
        reason="nothing is set up here (make setup-dev)",
    ),
]


class Launcher:
    """One `python -m config.launch run` and what it has said so far."""

    def __init__(self, var, port):
        self.port = port
        self.log = var.parent / f"launcher-{time.monotonic_ns()}.log"
        self.env = os.environ | {"HOCLIEU_VAR": str(var), "PORT": str(port), "DEMO": "0", "HOST": ""}
        for name in (
            "DJANGO_SETTINGS_MODULE",
            "DATABASE_URL",
            "BROKER_URL",
            "ELASTICSEARCH_URL",
            "SEARCH_PREFIX",
        ):
            self.env.pop(name, None)
        with self.log.open("w") as log:
            command = [sys.executable, "-m", "config.launch", "run"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log)

    def said(self):
        return self.log.read_text()

    def wait_until_ready(self, seconds=300):
        until = time.monotonic() + seconds
        while READY not in self.said():
            assert self.process.poll() is None and time.monotonic() < until, self.said()
            time.sleep(0.1)

    def end(self, number=signal.SIGINT):
        self.process.send_signal(number)
        return self.process.wait(timeout=20)

    def manage(self, *arguments):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=True
        ).stdout


def free_pair():
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


def answer(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as response:
        return response.read().strip()


def is_closed(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


ADD_PERSON = (
    "from config.accounts.models import User; User.objects.create(username='lan', display_name='Lan')"
)
COUNT_PEOPLE = "from config.accounts.models import User; print(User.objects.filter(username='lan').count())"


def test_a_city_is_served_ended_and_served_again(tmp_path):
    var, port = tmp_path / "var", free_pair()
    first = Launcher(var, port)
    try:
        first.wait_until_ready()
        assert answer(port) == answer(port + 1) == b"ok"
        assert (
            f"http://localhost:{port}/" in first.said()
            and f"http://files.localhost:{port + 1}/" in first.said()
        )
        assert (var / "secret").stat().st_mode & 0o077 == 0
        first.manage("shell", "-c", ADD_PERSON)
        second = Launcher(var, free_pair())
        assert second.process.wait(timeout=30) == 1
        assert f"already runs at http://localhost:{port}/" in second.said()
        assert first.end() == 0
    finally:
        first.process.kill()
    assert is_closed(port) and is_closed(port + 1)
    again = Launcher(var, port)
    try:
        again.wait_until_ready()
        assert "Database" not in again.said() and "Python packages" not in again.said()
        assert again.manage("shell", "-c", COUNT_PEOPLE).strip().endswith("1")
        assert again.end(signal.SIGTERM) == 0
    finally:
        again.process.kill()
