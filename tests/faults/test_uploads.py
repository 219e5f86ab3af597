"""Uploads when things break: cut lines, killed processes, a full disk, two hands at once.

Real processes on a database and folders of their own; nothing of the test process is shared with them.
"""

import errno
import hashlib
import os
import subprocess
import threading
import time

import pytest

from config.errors import Refused
from media.files import parts
from media.formats.samples.pdf import text_pdf
from tests.faults.house import QUOTA, answer_of, kill, wait_until

pytestmark = pytest.mark.slow
BOOK = text_pdf([[f"Trang {number}", "Phân số"] for number in range(1, 9)], title="Sách")
TAIL = BOOK[BOOK.rindex(b"startxref") :]


def book(mark, padding=10):
    """A PDF of its own that stays sound, `padding` bytes longer."""
    return BOOK + b"% " + mark.encode() + b"\n" * padding + TAIL


def settled(house, location) -> int:
    """The offset once the server has written what was still on its way when the line was cut."""
    offset = -1
    while offset != (now := house.offset(location)):
        offset = now
        time.sleep(0.5)
    return offset


def test_a_cut_line_loses_nothing_that_had_arrived(house):
    data = book("cut", 500_000)
    location = house.begin("Sách.pdf", len(data))
    line = house.open_patch(location, 0, len(data))
    line.sendall(data[:300_000])
    time.sleep(0.5)
    line.close()
    wait_until(lambda: house.offset(location) >= 262144)
    offset = settled(house, location)
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
    time.sleep(0.5)
    house.kill_web()
    line.close()
    house.start_web()
    offset = house.offset(location)
    assert offset == 100_000  # at most the part under way is sent again: 5 MB from our own pages
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
    assert house.status(location)["error"] == ""
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

    with parts.appender("k7m2x9qd4hvr", 0) as part:
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
