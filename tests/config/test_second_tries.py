"""`make test` in CI: a test that fails beside others gets one more try, alone, and is named; more than a few get none."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Of the house nothing but its runner: no Django, no plugins, no settings.
BARE = "-c /dev/null -ra --tb=short -p xdist"
STORIES = """
from pathlib import Path

import pytest

def test_right(): pass

@pytest.mark.parametrize("n", range({times}))
def test_disturbed(n):
    mark = Path(__file__).with_name(f"tried-{{n}}")
    if not mark.exists():
        mark.touch()
        raise AssertionError("9 passed")

def test_{verdict}(): assert {verdict!r} == "true"
"""


def run(where: Path, times: int, verdict: str) -> tuple[int, list[str]]:
    path = where / "test_some.py"
    path.write_text(STORIES.format(times=times, verdict=verdict))
    done = subprocess.run(
        [sys.executable, "-m", "tests.run", str(path)],
        cwd=ROOT,
        env=os.environ
        | {"HOCLIEU_SECOND_TRIES": "3", "TEST_WORKERS": "0"}
        | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": BARE},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, [
        line for line in done.stdout.splitlines() if line.startswith(("Failed", "Passed"))
    ] + [done.stdout.splitlines()[-1].partition(" in ")[0]]


def test_disturbed_tests_pass_alone_and_are_named(tmp_path):
    status, said = run(tmp_path, 2, "true")
    assert status == 0
    assert [line.rpartition("::")[2] for line in said[:-1]] == ["test_disturbed[0]", "test_disturbed[1]"]
    assert said[-1] == "4 passed, 0 failed, 0 skipped"


def test_a_wrong_one_stays_red(tmp_path):
    status, said = run(tmp_path, 1, "false")
    assert status == 1
    assert any(line.startswith("Failed: ") and line.endswith("::test_false") for line in said)
    assert said[-1] == "2 passed, 1 failed, 0 skipped"


def test_more_than_a_few_are_no_disturbance(tmp_path):
    status, said = run(tmp_path, 4, "true")
    assert status == 1
    assert said[-1] == "2 passed, 4 failed, 0 skipped"
