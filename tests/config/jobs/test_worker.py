"""Real processes: a killed worker's job comes back, two workers never share one, a torn message kills nobody."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.launch import children
from tests.standby import Standby

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.slow


class House:
    """The embedded set-up in a folder of its own."""

    def __init__(self, folder):
        self.var = folder / "var"
        self.marks = folder / "marks"
        self.marks.mkdir()
        self.env = os.environ | {
            "HOCLIEU_VAR": str(self.var),
            "DJANGO_SETTINGS_MODULE": "tests.config.jobs.bench.settings",
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": "",
            "BROKER_URL": "",
        }
        self.processes = []
        self.standby = Standby()
        self.manage("migrate", "--run-syncdb", "-v0")

    def manage(self, *arguments):
        return self._said(self.standby.manage(self.env, *arguments))

    def ask(self, code):
        """Run code in a process of its own; what it prints is JSON."""
        return json.loads(self._said(self.standby.python(self.env, code)))

    def _said(self, done):
        assert done.status == 0, done.err
        return done.out

    def enqueue(self, kind, times=1):
        code = "from config.jobs.services import enqueue\nimport json\n"
        code += (
            f"print(json.dumps([enqueue({kind!r}, folder={str(self.marks)!r}).pk for _ in range({times})]))"
        )
        return self.ask(code)

    def state(self, pk):
        code = f"from config.jobs.models import Job\nimport json\nj = Job.objects.get(pk={pk})\n"
        return self.ask(code + "print(json.dumps([j.state, j.attempt]))")

    def start(self, *arguments):
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=self.env, start_new_session=True
        )
        self.processes.append(process)
        return process

    def start_worker(self):
        options = [
            "--concurrency=1",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
            "-l",
            "ERROR",
        ]
        return self.start("-m", "celery", "-A", "config.celery", "worker", *options)

    def start_quick_worker(self):
        return self.start(*children.quick_worker()[1:])

    def start_ticker(self):
        return self.start("-m", "django", "ticker")

    def stop(self):
        self.standby.end()
        for process in self.processes:
            if process.poll() is None:
                kill_group(process, signal.SIGKILL)


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    yield house
    house.stop()


def kill_group(process, number):
    os.killpg(process.pid, number)
    process.wait(timeout=20)


def wait_for(condition, seconds=40):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("waited in vain")


def test_a_job_resumes_after_its_worker_was_killed(house):
    (pk,) = house.enqueue("bench.stubborn")
    worker = house.start_worker()
    wait_for((house.marks / "attempt-1").exists)
    kill_group(worker, signal.SIGKILL)
    house.start_ticker()
    house.start_worker()
    wait_for((house.marks / "attempt-2").exists)
    wait_for(lambda: house.state(pk) == ["done", 2])


def test_two_workers_run_every_job_once_and_survive_a_torn_message(house):
    queue = house.var / "queue"
    queue.mkdir(parents=True, exist_ok=True)
    (queue / "00000000000000000001_torn.celery.msg").write_bytes(b"")
    (queue / "00000000000000000002_torn.celery.msg").write_bytes(b'{"body": "W1s')
    house.enqueue("bench.mark", times=30)
    first, second = house.start_worker(), house.start_worker()
    wait_for(lambda: len({mark.name.partition("-")[0] for mark in house.marks.iterdir()}) == 30)
    time.sleep(0.5)
    assert len(list(house.marks.iterdir())) == 30
    assert first.poll() is None and second.poll() is None
    assert len(list((queue / "unreadable").iterdir())) == 2
    kill_group(first, signal.SIGTERM)


def test_nothing_is_lost_while_no_worker_runs(house):
    house.enqueue("bench.mark", times=3)
    for message in (house.var / "queue").glob("*.msg"):
        message.unlink()
    assert "3 run, 0 failed" in house.manage("run_jobs")
    assert len(list(house.marks.iterdir())) == 3


def test_what_somebody_waits_for_never_stands_behind_a_large_import(house):
    house.start_worker()
    house.start_quick_worker()
    house.enqueue("bench.asleep", times=3)
    wait_for((house.marks / "asleep").exists)
    first, second = house.enqueue("bench.waited_for", times=2)
    wait_for((house.marks / f"waited-for-{first}").exists, 15)
    wait_for((house.marks / f"waited-for-{second}").exists, 15)
    assert not list(house.marks.glob("enough"))
    (house.marks / "enough").touch()


def test_without_a_worker_of_its_own_the_lane_is_served_by_any(house):
    (pk,) = house.enqueue("bench.waited_for")
    house.start_worker()
    house.start_ticker()
    wait_for(lambda: house.state(pk) == ["done", 1], 60)
