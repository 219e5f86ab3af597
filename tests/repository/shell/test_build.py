"""The front-end build: one command that does nothing when nothing changed, and a lock without addresses."""

import json
import subprocess
import sys

from config import frontend


def test_a_second_build_has_nothing_to_do():
    frontend.build()
    assert frontend.build() is False


def test_the_command_refuses_what_it_does_not_know():
    command = [sys.executable, "-m", "config.frontend", "bulid"]
    finished = subprocess.run(command, cwd=frontend.ROOT, capture_output=True, text=True, check=False)
    assert finished.returncode == 2
    assert "usage" in finished.stderr


def test_packages_are_pinned_by_checksum_and_name_no_registry():
    lock = json.loads((frontend.ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert all(entry.get("integrity") for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())
