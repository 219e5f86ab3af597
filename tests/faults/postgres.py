"""A PostgreSQL of this test run alone, to be killed as hard as it gets and started again on the same data."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psycopg

from tests.faults.house import free_port, wait_until

BIN = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]


class Postgres:
    """Durable on purpose: fsync and synchronous_commit stay on."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hoclieu-faults-pg-"))
        self.port = free_port()
        self.url = f"postgresql://hoclieu@127.0.0.1:{self.port}/postgres"
        self._process: subprocess.Popen | None = None
        if os.geteuid() == 0:  # servers refuse to run as root
            shutil.chown(self.folder, "nobody")
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "hoclieu", "-A", "trust", "-E", "UTF8")

    def start(self) -> None:
        """Start, or recover after a kill."""
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "port": str(self.port),
        }
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        command = [*self._as_user(), str(BIN[0] / "postgres"), "-D", str(self.folder / "data"), *words]
        self._process = subprocess.Popen(
            command, cwd="/", start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(self.answers, seconds=60)

    def answers(self) -> bool:
        try:
            with psycopg.connect(self.url, connect_timeout=2):
                return True
        except psycopg.Error:
            return False

    def backends(self) -> list[int]:
        """Process ids that serve clients of the house."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'hoclieu' AND backend_type = 'client backend'"
            ).fetchall()
        return [row[0] for row in rows]

    def copy_from(self, database: dict) -> None:
        """Everything that stands in a database of the test run."""
        source = f"postgresql://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
        password = {"PGPASSWORD": database["PASSWORD"]} if database["PASSWORD"] else {}
        dump = subprocess.run(
            [str(BIN[0] / "pg_dump"), "--no-owner", source],
            env=os.environ | password,
            check=True,
            capture_output=True,
        )
        subprocess.run(
            [str(BIN[0] / "psql"), "-q", "-v", "ON_ERROR_STOP=1", self.url],
            input=dump.stdout, check=True, capture_output=True,
        )  # fmt: skip

    def kill(self) -> None:
        """Everything at once, as a power cut would."""
        if self._process is not None:
            for pid in (*_children(self._process.pid), self._process.pid):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            self._process.wait()
            self._process = None

    def remove(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _as_user(self) -> list[str]:
        if os.geteuid() != 0:
            return []
        return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            [*self._as_user(), str(BIN[0] / program), *words], cwd="/", check=True, capture_output=True
        )


def _children(parent: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(path.name))
    return found
