"""Stamps skip what is done; the launcher needs nothing that is not in the standard library."""

import subprocess
import sys
from pathlib import Path

from config.launch.places import Stamp, fingerprint

ROOT = Path(__file__).parents[3]


def test_a_stamp_matches_only_what_was_done(tmp_path):
    stamp = Stamp(tmp_path / "stamps" / "packages")
    assert not stamp.matches("a")
    stamp.set("a")
    assert stamp.matches("a") and not stamp.matches("b")


def test_a_changed_file_changes_the_fingerprint(tmp_path):
    file = tmp_path / "base.lock"
    file.write_text("one")
    before = fingerprint([file])
    file.write_text("two")
    assert fingerprint([file]) != before


def test_the_launcher_runs_without_any_package():
    """`-S -I` leaves site-packages out: what a bare machine has."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import config.launch.__main__"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_an_unknown_verb_is_answered_with_the_known_ones():
    done = subprocess.run(
        [sys.executable, "-m", "config.launch", "dance"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2 and "run|setup" in done.stderr
