"""Uploads when things break: cut lines, killed processes, a full disk, two hands at once.

Real processes on a database and folders of their own; nothing of the test process is shared with them.
"""

import base64
import errno
import hashlib
import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from config.errors import Refused
from media.files import parts
from media.formats.samples.pdf import text_pdf

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
QUOTA = 100 * 1024 * 1024
BOOK = text_pdf([[f"Trang {number}", "Phân số"] for number in range(1, 9)], title="Sách")
TAIL = BOOK[BOOK.rindex(b"startxref") :]


def book(mark, padding=10):
    """A PDF of its own that stays sound, `padding` bytes longer."""
    return BOOK + b"% " + mark.encode() + b"\n" * padding + TAIL


class House:
    """A small installation: its own `var/`, one web process, jobs run by a process of their own."""

    def __init__(self, var):
        self.var = var
        self.port = free_port()
        self.web = None
        self.env = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "ELASTICSEARCH_URL", "BROKER_URL", "HOCLIEU_VAR", "SEARCH_PREFIX"}
        }
        self.env |= {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "HOCLIEU_VAR": str(var),
            "QUOTA_SCHOOL_BYTES": str(QUOTA),
            "UPLOAD_PART_BYTES": "65536",
            "FREE_DISK_FLOOR_BYTES": "0",
        }

    def python(self, code, *, wait=True):
        """Run code inside a process of the house; its output, or the running process."""
        script = f"import django; django.setup()\n{code}"
        command = [sys.executable, "-c", script]
        if not wait:
            return subprocess.Popen(command, cwd=ROOT, env=self.env, start_new_session=True)
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=240)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.strip()

    def migrate(self):
        code = "from django.core.management import call_command; call_command('migrate', verbosity=0)"
        self.python(code)
        self.token = self.token_of("thuy")

    def token_of(self, name, holder="unit:truong-a"):
        return self.python(
            "from config.accounts.models import User\n"
            "from media.files.services import upload_token\n"
            f"user = User.objects.filter(username={name!r}).first() or User.objects.create_user({name!r})\n"
            f"print(upload_token(user, quota_holder={holder!r}))"
        ).splitlines()[-1]

    def start_web(self):
        options = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", "8", "--log-level", "error"]
        self.web = subprocess.Popen(
            [sys.executable, "-m", "granian", *options, "--port", str(self.port), "config.wsgi:application"],
            cwd=ROOT, env=self.env, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_until(lambda: self.ask("OPTIONS", "/tai-len/tep/")[0] == 204, seconds=60)

    def kill_web(self):
        """As hard as it gets."""
        if self.web is not None:
            kill(self.web)
            self.web = None

    def ask(self, method, path, body=b"", **headers):
        """(status, headers, body) of one request; (0, {}, b"") when the line is cut."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request(method, path, body or None, {"Content-Length": str(len(body)), **headers})
            answer = line.getresponse()
            return answer.status, dict(answer.headers), answer.read()
        except OSError:
            return 0, {}, b""
        finally:
            line.close()

    def create(self, name, length, token=None):
        encoded = base64.b64encode(name.encode()).decode()
        headers = self.tus(token) | {"Upload-Length": str(length), "Upload-Metadata": f"filename {encoded}"}
        return self.ask("POST", "/tai-len/tep/", **headers)

    def begin(self, name, length):
        status, headers, body = self.create(name, length)
        assert status == 201, body
        return headers.get("Location") or headers["location"]

    def patch(self, location, offset, data):
        return self.ask("PATCH", location, data, **self.part_headers(offset))

    def offset(self, location):
        status, headers, _ = self.ask("HEAD", location, **self.tus())
        assert status == 200
        return int({name.lower(): value for name, value in headers.items()}["upload-offset"])

    def status(self, location):
        return json.loads(self.ask("GET", f"{location}trang-thai/", **self.tus())[2])

    def tus(self, token=None):
        return {"Tus-Resumable": "1.0.0", "Upload-Token": token or self.token}

    def part_headers(self, offset):
        return self.tus() | {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}

    def open_patch(self, location, offset, length):
        """A raw line on which a part of `length` bytes has been announced."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        headers = self.part_headers(offset) | {
            "Content-Length": str(length),
            "Host": f"127.0.0.1:{self.port}",
        }
        rows = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        line.sendall(f"PATCH {location} HTTP/1.1\r\n{rows}\r\n".encode())
        return line

    def rows(self, sql):
        with sqlite3.connect(self.var / "hoclieu.sqlite3", timeout=30) as base:
            return base.execute(sql).fetchall()

    def let_leases_run_out(self):
        """What two minutes would do."""
        with sqlite3.connect(self.var / "hoclieu.sqlite3", timeout=30) as base:
            base.execute(
                "UPDATE config_jobs_job SET lease_until = '2020-01-01', not_before = '2020-01-01' "
                "WHERE state IN ('running', 'queued')"
            )

    def run_jobs(self):
        self.python("from config.jobs.runner import run_jobs; run_jobs()")

    def stored(self):
        return [path for path in (self.var / "files").rglob("*") if path.is_file()]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, seconds=30.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("waited in vain")


def kill(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    place = House(tmp_path_factory.mktemp("house"))
    place.migrate()
    place.start_web()
    yield place
    place.kill_web()


def answer_of(line):
    """The status of what comes back on a raw line; 0 when nothing does."""
    try:
        head = line.recv(4096)
    except OSError:
        return 0
    return int(head.split(b" ", 2)[1]) if head.startswith(b"HTTP/") else 0


def test_a_cut_line_loses_nothing_that_had_arrived(house):
    data = book("cut", 500_000)
    location = house.begin("Sách.pdf", len(data))
    line = house.open_patch(location, 0, len(data))
    line.sendall(data[:300_000])
    wait_until(lambda: house.offset(location) >= 65536)
    line.close()
    wait_until(lambda: house.offset(location) >= 262144)
    offset = house.offset(location)
    assert offset <= 300_000
    assert house.patch(location, offset, data[offset:])[0] == 204
    house.run_jobs()
    assert house.status(location)["state"] == "ready"
    sha = house.rows("SELECT b.sha256 FROM media_files_storedblob b ORDER BY id DESC LIMIT 1")[0][0]
    assert sha == hashlib.sha256(data).hexdigest()


def test_the_web_process_is_killed_between_and_within_parts(house):
    data = book("killed", 500_000)
    location = house.begin("Sách.pdf", len(data))
    assert house.patch(location, 0, data[:100_000])[0] == 204
    house.kill_web()
    house.start_web()
    assert house.offset(location) == 100_000

    line = house.open_patch(location, 100_000, len(data) - 100_000)
    line.sendall(data[100_000:250_000])
    wait_until(lambda: house.offset(location) > 100_000)
    house.kill_web()
    line.close()
    house.start_web()
    offset = house.offset(location)
    assert 100_000 < offset <= 250_000
    assert house.patch(location, offset, data[offset:])[0] == 204
    house.run_jobs()
    assert house.status(location)["state"] == "ready"


@pytest.mark.parametrize(
    ("moment", "patch"),
    [
        ("stored, not noted", "intake._note_blob"),
        ("noted, part not removed", "intake.parts.forget_part"),
        ("inspecting", "intake.inspect_in_child"),
        ("text written, row not", "intake.enqueue"),
    ],
)
def test_the_worker_is_killed_in_the_middle_of_the_check(house, moment, patch):
    data = book(moment)
    location = house.begin("Sách.pdf", len(data))
    house.patch(location, 0, data)
    _kill_worker_at(house, f"media.files.{patch}")
    assert house.status(location)["state"] == "checking"
    house.let_leases_run_out()
    house.run_jobs()
    status = house.status(location)
    assert (status["state"], status["error"]) == ("ready", "")
    assert status["cover"]
    assert not [path for path in (house.var / "uploads").iterdir() if path.name.startswith(status["id"])]


def test_the_worker_is_killed_while_it_draws(house):
    data = book("drawing")
    location = house.begin("Sách.pdf", len(data))
    house.patch(location, 0, data)
    _kill_worker_at(house, "media.previews.render._anchor", after=3)
    assert house.status(location)["state"] == "ready"
    house.let_leases_run_out()
    house.run_jobs()
    sha = hashlib.sha256(data).hexdigest()
    names = house.rows(
        "SELECT r.name FROM media_previews_rendition r JOIN media_files_storedblob b ON b.id = r.blob_id "
        f"WHERE b.sha256 = '{sha}'"
    )
    assert {name for (name,) in names} == {"cover-320", "cover-960", *(f"page-{n}" for n in range(1, 9))}


def _kill_worker_at(house, target, *, after=0):
    """Run the jobs in a process that stops for ever at the call of `target`, and kill it there."""
    marker = house.var / "reached"
    marker.unlink(missing_ok=True)
    module, _, name = target.rpartition(".")
    owner = "media.files.intake.parts" if ".parts" in module else module
    process = house.python(
        "import pathlib, time\n"
        "import media.files.intake, media.previews.render\n"
        "from config.jobs.runner import run_jobs\n"
        f"owner, left = {owner}, {after}\n"
        f"real = owner.{name}\n"
        "def stop(*args, **kwargs):\n"
        "    global left\n"
        "    left -= 1\n"
        "    if left >= 0:\n"
        "        return real(*args, **kwargs)\n"
        f"    pathlib.Path({str(marker)!r}).touch()\n"
        "    time.sleep(600)\n"
        f"owner.{name} = stop\n"
        "run_jobs()",
        wait=False,
    )
    try:
        wait_until(marker.exists, seconds=60)
    finally:
        kill(process)


def test_two_parts_at_once_one_of_them_counts_and_the_file_is_whole(house):
    data = book("at once", 400_000)
    location = house.begin("Sách.pdf", len(data))
    slow = house.open_patch(location, 0, len(data))
    slow.sendall(b"X" * 100_000)  # another window with other bytes, whose line then hangs
    wait_until(lambda: house.offset(location) >= 65536)
    offset = house.offset(location)
    house.ask("DELETE", location, **house.tus())
    location = house.begin("Sách.pdf", len(data))
    slow.close()
    assert offset >= 65536

    statuses = []
    threads = [
        threading.Thread(target=lambda: statuses.append(house.patch(location, 0, data)[0])) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses.count(204) == 1, statuses
    assert set(statuses) <= {204, 409, 0}
    assert house.offset(location) == len(data)
    house.run_jobs()
    assert house.status(location)["state"] == "ready"


def test_a_line_that_hangs_does_not_block_its_successor(house):
    data = book("hangs")
    location = house.begin("Sách.pdf", len(data))
    hung = house.open_patch(location, 0, len(data))
    hung.sendall(b"Y" * 500)
    time.sleep(0.5)
    assert house.patch(location, 0, data)[0] == 204
    hung.sendall(b"Y" * (len(data) - 500))
    assert answer_of(hung) in {409, 0}
    hung.close()
    house.run_jobs()
    sha = hashlib.sha256(data).hexdigest()
    assert house.rows(f"SELECT count(*) FROM media_files_storedblob WHERE sha256 = '{sha}'") == [(1,)]


def test_twenty_uploads_race_for_room_for_one(house):
    token = house.token_of("dua", holder="unit:dua")
    statuses = []

    def begin():
        statuses.append(house.create("Sách.pdf", QUOTA * 6 // 10, token)[0])

    threads = [threading.Thread(target=begin) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses.count(201) == 1, statuses
    assert set(statuses) == {201, 413}


def test_a_rejected_file_leaves_nothing_behind(house):
    before = len(house.stored())
    location = house.begin("anh.png", len(BOOK) + 1)
    house.patch(location, 0, BOOK + b"\n")
    house.run_jobs()
    assert house.status(location)["state"] == "rejected"
    assert len(house.stored()) == before


@pytest.fixture
def tiny_disk(tmp_path, settings, monkeypatch):
    """A disk of one megabyte: a real one where this process may mount it, else calls that say the disk is full."""
    settings.FREE_DISK_FLOOR_BYTES = 0
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.UPLOAD_DIR.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(settings.UPLOAD_DIR)]
    is_mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    if not is_mounted:
        real = os.pwrite

        def pwrite(descriptor, data, offset):
            if offset + len(data) > 1024 * 1024:
                raise OSError(errno.ENOSPC, "full")
            return real(descriptor, data, offset)

        monkeypatch.setattr(os, "pwrite", pwrite)
    monkeypatch.setattr(parts.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 10**12}))
    yield
    if is_mounted:
        subprocess.run(["umount", str(settings.UPLOAD_DIR)], check=True)


def test_a_full_disk_keeps_what_was_acknowledged(tiny_disk):
    acknowledged = []

    def save(offset):
        acknowledged.append(offset)
        return True

    with parts.Appender("k7m2x9qd4hvr", 0) as part:
        part.begin(lambda: 0)
        part.write(b"a" * 500_000)
        part.commit(save)
        with pytest.raises(parts.OutOfRoom):
            for _ in range(10):
                part.write(b"b" * 100_000)
        part.roll_back()
    assert acknowledged == [500_000]
    assert parts.part_path("k7m2x9qd4hvr").read_bytes() == b"a" * 500_000


def test_below_the_floor_nothing_begins(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path
    settings.FREE_DISK_FLOOR_BYTES = 2**60
    with pytest.raises(Refused) as refusal:
        parts.require_room(1)
    assert refusal.value.code == "no_space"
