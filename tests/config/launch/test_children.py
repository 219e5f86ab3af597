"""Children are restarted when they crash and ended, with all they started, when the launcher ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.launch import children
from config.launch.children import Child, end_all

pytestmark = pytest.mark.once("processes of the embedded set-up")

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _logs(tmp_path, monkeypatch):
    monkeypatch.setattr(children, "LOGS", tmp_path)


def child(code, name="child"):
    return Child(name, [sys.executable, "-u", "-c", code])


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]


def wait_for(condition, seconds=10):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


FAMILY = "import subprocess, sys, time; p = subprocess.Popen(['sleep', '300']); print(p.pid); time.sleep(300)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf'); time.sleep(300)"
)


def test_a_crashed_child_starts_again_with_growing_pauses(capsys):
    crashing = child("print('reason'); raise SystemExit(3)")
    crashing.start(os.environ)
    pauses = []
    for _ in range(3):
        crashing.process.wait()
        crashing.watch(os.environ)
        pauses.append(crashing.pause)
        crashing.restart_at = 0
        crashing.watch(os.environ)
    end_all([crashing])
    assert pauses == [1.0, 2.0, 4.0]
    said = capsys.readouterr().out
    assert "status 3" in said and "reason" in said


def test_a_steady_child_is_left_alone():
    steady = child("import time; time.sleep(300)")
    steady.start(os.environ)
    pid = steady.process.pid
    steady.watch(os.environ)
    assert steady.process.pid == pid
    end_all([steady])


def test_the_end_takes_grandchildren_along():
    parent = child(FAMILY)
    parent.start(os.environ)
    wait_for(lambda: parent.last_lines(1))
    grandchild = int(parent.last_lines(1)[0])
    end_all([parent])
    wait_for(lambda: not is_alive(grandchild))


def test_a_deaf_child_is_ended_after_the_grace(monkeypatch):
    monkeypatch.setattr(children, "GRACE_SECONDS", 0.3)
    deaf = child(STUBBORN)
    deaf.start(os.environ)
    pid = deaf.process.pid
    wait_for(lambda: deaf.last_lines(1))
    began = time.monotonic()
    end_all([deaf])
    assert time.monotonic() - began < 3 and not is_alive(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can tie a child to its parent")
def test_a_killed_launcher_leaves_no_orphans(tmp_path):
    code = f"""
import os, sys, time
from pathlib import Path
from config.launch import children
children.LOGS = Path({str(tmp_path)!r})
child = children.Child("child", [sys.executable, "-c", "import time; time.sleep(300)"])
child.start(os.environ)
print(child.process.pid, flush=True)
time.sleep(300)
"""
    launcher = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    pid = int(launcher.stdout.readline())
    assert is_alive(pid)
    launcher.send_signal(signal.SIGKILL)
    launcher.wait()
    wait_for(lambda: not is_alive(pid))


def test_a_large_log_is_put_by(tmp_path, monkeypatch):
    monkeypatch.setattr(children, "LOG_LIMIT", 10)
    (tmp_path / "child.log").write_text("x" * 100)
    short = child("print('new')")
    short.start(os.environ)
    short.process.wait()
    assert short.last_lines(5) == ["new"]
    assert (tmp_path / "child.log.1").exists()
