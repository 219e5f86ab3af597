"""A small installation of real processes, to be cut off and killed: its own `var/`, web process and jobs."""

import base64
import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path

from tests.standby import Standby
from tests.tables import migrated_once

ROOT = Path(__file__).resolve().parents[2]
SERVERS = {
    "DATABASE_URL", "ELASTICSEARCH_URL", "BROKER_URL", "FILES_URL", "HOCLIEU_VAR", "SEARCH_PREFIX",
}  # fmt: skip
QUOTA = 100 * 1024 * 1024


class House:
    """A small installation: its own `var/`, one web process, jobs run by a process of their own."""

    def __init__(self, var):
        self.var = var
        self.database = Path(var) / "hoclieu.sqlite3"
        self.port = free_port()
        self.web = None
        self.standby = Standby()
        self.env = {name: value for name, value in os.environ.items() if name not in SERVERS}
        self.env |= {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "HOCLIEU_VAR": str(var),
            "QUOTA_SCHOOL_BYTES": str(QUOTA),
            "UPLOAD_PART_BYTES": "65536",
            "FREE_DISK_FLOOR_BYTES": "0",
        }

    def python(self, code, *, wait=True):
        """Run code inside a process of the house; its output, or the running process."""
        if not wait:
            command = [sys.executable, "-c", f"import django; django.setup()\n{code}"]
            return subprocess.Popen(command, cwd=ROOT, env=self.env, start_new_session=True)
        done = self.standby.python(self.env, code)
        assert done.status == 0, done.err[-3000:]
        return done.out.strip()

    def make_tables(self):
        """From those that this test run has migrated already, where there are any."""
        with nullcontext() if "DATABASE_URL" in self.env else migrated_once(self.database):
            self.python(
                "from django.core.management import call_command; call_command('migrate', verbosity=0)"
            )

    def migrate(self):
        self.make_tables()
        self.token = self.token_of("thuy")

    def token_of(self, name, holder="unit:truong-a"):
        return self.python(
            "from config.accounts.models import User\n"
            "from media.files.services import upload_token\n"
            f"user = User.objects.filter(username={name!r}).first() or User.objects.create_user({name!r})\n"
            f"print(upload_token(user, quota_holder={holder!r}))"
        ).splitlines()[-1]

    def start_web(self):
        options = ["--threads", "8", "--workers", "1", "--log-level", "error"]
        self.web = subprocess.Popen(
            [sys.executable, "-m", "config.web", "site", *options, "--port", str(self.port)],
            cwd=ROOT, env=self.env, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_until(self.is_up, seconds=60)

    def is_up(self):
        return self.ask("OPTIONS", "/tai-len/tep/")[0] == 204

    def kill_web(self):
        """As hard as it gets."""
        if self.web is not None:
            kill(self.web)
            self.web = None

    def close(self):
        """End every process."""
        self.kill_web()
        self.standby.end()

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


def answer_of(line):
    """The status of what comes back on a raw line; 0 when nothing does."""
    try:
        head = line.recv(4096)
    except OSError:
        return 0
    return int(head.split(b" ", 2)[1]) if head.startswith(b"HTTP/") else 0
