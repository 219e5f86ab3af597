"""Uploads and deliveries over real HTTP, on an installation of its own that is thrown away afterwards.

`python -m benchmarks uploads [--megabytes 300] [--pages 100]`: seconds from the last byte of a PDF to its searchable
text, cover and pages; throughput of a large film up and down; the most memory a web process took meanwhile.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks._figures import figure
from benchmarks._processes import free_port, group_of, processes
from media.formats.samples.pdf import text_pdf
from media.formats.samples.video import film

ROOT = Path(__file__).resolve().parents[1]
PART = 5 * 1024 * 1024
MEGABYTE = 1024 * 1024

# The author makes a draft of the file and searches for a word of its last page until the page is found.
FIND_A_PAGE = """
import time
from config.accounts.models import User
from repository.organisations.places import places_for
from repository.catalogue.services.authoring import start_materials
from repository.organisations.viewer import viewer_for
from search.queries.asked import Asked
from search.queries.results import find
author = User.objects.get(username="thuy")
place = places_for(viewer_for(author))[0]
start_materials(author, organisation=place.organisation, subject_group=None, upload_ids=["{upload}"])
while not any(found.pages for found in find(viewer_for(author), Asked(typed="{LAST_WORD}")).found):
    time.sleep(0.1)
"""
LAST_WORD = "trangcuoi"
PLACE_OF_THE_AUTHOR = """
from datetime import date
from django.core.management import call_command
from config.accounts.models import User
from media.files.services import upload_token
from repository.organisations.models import Membership, OrgKind, OrgUnit, Role
call_command("load_reference", verbosity=0)
author = User.objects.create_user("thuy")
kind = OrgKind.objects.get(code="school")
school = OrgUnit.objects.create(kind=kind, code="A", name="A", valid_from=date(2025, 7, 1))
Membership.objects.create(user=author, unit=school, role=Role.TEACHER, valid_from=date(2025, 7, 1))
print(upload_token(author, quota_holder="unit:bench"))
"""


def run(argv: list[str]) -> Iterator[dict[str, Any]]:
    """Yields seconds, MB/s and MB."""
    parser = argparse.ArgumentParser(prog="benchmarks uploads")
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--pages", type=int, default=100)
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="hoclieu-bench-") as folder:
        place = Place(Path(folder))
        try:
            place.start()
            yield from _document(place, asked.pages)
            yield from _film(place, asked.megabytes)
        finally:
            place.stop()


def _document(place: Place, pages: int) -> Iterator[dict[str, Any]]:
    lines = [f"Câu {number}: rút gọn phân số rồi so sánh hai phân số cùng mẫu" for number in range(30)]
    sheets = [[f"Trang {page}", *lines] for page in range(1, pages)]
    data = text_pdf([*sheets, [f"Trang {pages}", LAST_WORD, *lines]], title="Sách")
    began = time.monotonic()
    location = place.upload("Sách.pdf", data)
    place.wait(location, lambda status: status["state"] == "ready")
    yield figure("pdf text ready", time.monotonic() - began, "s", pages=pages, bytes=len(data))
    place.python(FIND_A_PAGE.format(upload=location.strip("/").split("/")[-1], LAST_WORD=LAST_WORD))
    yield figure("pdf findable by page", time.monotonic() - began, "s", pages=pages)
    place.wait(location, lambda status: bool(status["cover"]))
    yield figure("pdf cover ready", time.monotonic() - began, "s", pages=pages)
    place.wait(location, lambda status: not status["drawing"])
    yield figure("pdf first 20 page images ready", time.monotonic() - began, "s", pages=pages)


def _film(place: Place, megabytes: int) -> Iterator[dict[str, Any]]:
    filler = megabytes * MEGABYTE
    data = film(2) + filler.to_bytes(4, "big") + b"free" + bytes(filler - 8)
    began = time.monotonic()
    location = place.upload("thi-nghiem.mp4", data)
    took = time.monotonic() - began
    yield figure("film upload", len(data) / MEGABYTE / took, "MB/s", megabytes=megabytes)
    yield figure("web memory at most while uploading", place.peak("web"), "MB", megabytes=megabytes)
    place.wait(location, lambda status: status["state"] == "ready")
    yield figure("film checked after", time.monotonic() - began - took, "s", megabytes=megabytes)
    began = time.monotonic()
    received = place.download(location)
    took = time.monotonic() - began
    yield figure("film download", received / MEGABYTE / took, "MB/s", megabytes=megabytes)
    yield figure("content memory at most while downloading", place.peak("content"), "MB", megabytes=megabytes)


class Place:
    """Web, content process and a worker stand-in on a `var/` of their own."""

    def __init__(self, var: Path) -> None:
        self.ports = {"web": free_port(), "content": free_port()}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        outer = {"DATABASE_URL", "BROKER_URL", "ELASTICSEARCH_URL", "HOCLIEU_VAR"}
        self.env = {name: value for name, value in os.environ.items() if name not in outer} | {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "HOCLIEU_VAR": str(var),
            "SITE_URL": f"http://localhost:{self.ports['web']}",
            "CONTENT_URL": f"http://files.localhost:{self.ports['content']}",
        }
        self.headers = {"Tus-Resumable": "1.0.0"}

    def start(self) -> None:
        """Database, one teacher, the processes."""
        self.python("from django.core.management import call_command; call_command('migrate', verbosity=0)")
        token = self.python(PLACE_OF_THE_AUTHOR)
        self.headers["Upload-Token"] = token.splitlines()[-1]
        for name, target in (("web", "site"), ("content", "content")):
            options = ["--threads", "8", "--workers", "1"]
            self._start(name, "-m", "config.web", target, *options, "--port", str(self.ports[name]))
        loop = (
            "import django, time; django.setup()\nfrom config.jobs.runner import run_jobs\n"
            "while True: run_jobs(); time.sleep(0.1)"
        )
        self._start("worker", "-c", loop)
        for name in self.ports:
            self._wait_for(name)

    def stop(self) -> None:
        """End everything that was started here."""
        for process in self.processes.values():
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def python(self, code: str) -> str:
        """Run code in the house; its output."""
        script = f"import django; django.setup()\n{code}"
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env=self.env, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def upload(self, name: str, data: bytes) -> str:
        """Send a file in parts of 5 MB; its location."""
        line = http.client.HTTPConnection("127.0.0.1", self.ports["web"], timeout=120)
        encoded = base64.b64encode(name.encode()).decode()
        create = {
            "Upload-Length": str(len(data)),
            "Upload-Metadata": f"filename {encoded}",
            "Content-Length": "0",
        }
        answer = _ask(line, "POST", "/tai-len/tep/", b"", self.headers | create)
        location = answer.headers["Location"]
        kind = {"Content-Type": "application/offset+octet-stream"}
        for offset in range(0, len(data), PART):
            part = data[offset : offset + PART]
            answer = _ask(line, "PATCH", location, part, self.headers | kind | {"Upload-Offset": str(offset)})
            assert answer.status == 204, answer.status
        return location

    def wait(self, location: str, condition: Any) -> None:
        """Ask for the status until the condition holds; a rejected file is an error."""
        while not condition(status := self.status(location)):
            assert status["state"] != "rejected", status["error"]
            time.sleep(0.1)

    def status(self, location: str) -> dict[str, Any]:
        """The status JSON."""
        line = http.client.HTTPConnection("127.0.0.1", self.ports["web"], timeout=60)
        _ask_raw(line, "GET", f"{location}trang-thai/", b"", self.headers)
        return json.loads(line.getresponse().read())

    def download(self, location: str) -> int:
        """Fetch the original of an upload from the content process; bytes received."""
        url = self.python(
            "from media.files.models import Upload; from media.files.delivery import signed_url;"
            f"u = Upload.objects.get(public_id={location.strip('/').split('/')[-1]!r});"
            "print(signed_url(u.blob, name='a.mp4', guard='upload', guard_id=u.public_id, user=u.owner))"
        ).splitlines()[-1]
        line = http.client.HTTPConnection("127.0.0.1", self.ports["content"], timeout=120)
        host = f"files.localhost:{self.ports['content']}"
        line.request("GET", url.partition(host)[2], headers={"Host": host})
        answer = line.getresponse()
        assert answer.status == 200, answer.status
        received = 0
        while piece := answer.read(MEGABYTE):
            received += len(piece)
        return received

    def peak(self, name: str) -> float:
        """The largest resident memory of any process of this group, in MB."""
        group = self.processes[name].pid
        peaks = [_peak_kb(path) for path in processes() if group_of(path) == group]
        return max(peaks, default=0) / 1024

    def _start(self, name: str, *command: str) -> None:
        self.processes[name] = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=self.env, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def _wait_for(self, name: str) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                line = http.client.HTTPConnection("127.0.0.1", self.ports[name], timeout=5)
                line.request("GET", "/healthz")
                if line.getresponse().status:
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"{name} did not start")


def _ask(
    line: http.client.HTTPConnection, method: str, path: str, body: bytes, headers: dict[str, str]
) -> Any:
    _ask_raw(line, method, path, body, headers)
    answer = line.getresponse()
    answer.read()
    return answer


def _ask_raw(
    line: http.client.HTTPConnection, method: str, path: str, body: bytes, headers: dict[str, str]
) -> None:
    line.request(method, path, body or None, headers)


def _peak_kb(process: Path) -> int:
    try:
        rows = (process / "status").read_text().splitlines()
        return next((int(row.split()[1]) for row in rows if row.startswith("VmHWM:")), 0)
    except OSError:
        return 0
