"""What `make mutants` was told still stands where it says: lines of survivors, places of faults, tests of the rooms."""

from __future__ import annotations

import pytest

from tests.architecture.source import ROOT
from tests.mutants.changes import changes_of
from tests.mutants.declared import equal_changes, named_mutations
from tests.mutants.rooms import ROOMS


def test_declared_survivors_and_named_faults_name_lines_that_stand_there():
    assert equal_changes() is not None
    for one in named_mutations():
        assert one.asked().source != (ROOT / one.file).read_text()


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_has_sources_and_tests(name):
    assert ROOMS[name].files()
    for test in [*ROOMS[name].tests, *(test for one in named_mutations() for test in one.tests)]:
        assert (ROOT / test.partition("::")[0]).exists(), test


def test_a_change_keeps_the_lines_of_the_file_and_is_python(tmp_path):
    file = tmp_path / "room.py"
    source = (
        "def allowed(a, b):\n    if a and not (\n        b\n    ):\n        return a <= 1\n"
        "    return any(x for x in b if x)\n"
    )
    file.write_text(source)
    changes = changes_of(file, "room.py")
    told = {change.told for change in changes}
    assert {"a <= 1 → (a < 1)", "x → True", "1 → 2"} <= told
    for change in changes:
        changed = change.applied(source.encode())
        assert changed.count(b"\n") == source.count("\n")
        compile(changed, "room.py", "exec")
