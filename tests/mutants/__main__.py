"""`make mutants`: small faults are put into the house one at a time, and the tests that belong to the room have to notice.

`make mutants ARGS="marks signing"` judges some rooms, `ARGS=named` the faults that once passed. The list is docs/mutants.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.mutants.asked import Asked, write_asked
from tests.mutants.changes import Change, changes_of
from tests.mutants.declared import NAMED, named_mutations
from tests.mutants.report import Told, explain, of_named, write_list
from tests.mutants.rooms import ROOMS, ROOT, Room

BUILD = ROOT / "build" / "mutants"
HERE = ROOT / "tests" / "mutants"
WITHOUT = ["randomly", "timeout", "cacheprovider"]
OPTIONS = ["-q", "-n0", *(f"-pno:{name}" for name in WITHOUT), "-p", "tests.mutants.forking"]


def main(arguments: list[str]) -> int:
    BUILD.mkdir(parents=True, exist_ok=True)
    wanted = arguments or [*ROOMS, NAMED]
    if unknown := set(wanted) - {*ROOMS, NAMED}:
        print(f"no such room: {', '.join(sorted(unknown))}; there are {', '.join([*ROOMS, NAMED])}")
        return 2
    good = True
    for name in wanted:
        told = judge_named() if name == NAMED else judge_room(name, ROOMS[name])
        good &= told.is_good
        write_list(told, about(name))
        print(told.summary, *told.complaints, sep="\n", flush=True)
    return 0 if good else 1


def judge_room(name: str, room: Room) -> Told:
    """Makes the changes of a room: all, or every n-th where there are too many."""
    changes = [change for file in room.files() for change in _changes(file)]
    made = changes[:: -(-len(changes) // room.most)]
    asked = [Asked(f"{one.file}:{one.line} {one.told}", one.file, _applied(one), one.lines) for one in made]
    return explain(name, room, made, judged(name, asked, room.tests), len(changes))


def judge_named() -> Told:
    found = named_mutations()
    verdicts = []
    for script in (False, True):
        asked = [one.asked() for one in found if one.file.endswith(".ts") == script]
        tests = tuple(sorted({test for one in asked for test in one.tests}))
        verdicts += judged(f"{NAMED}-{'script' if script else 'python'}", asked, tests) if asked else []
    return of_named(NAMED, [(row["name"], row["file"], row) for row in verdicts])


def judged(name: str, asked: list[Asked], tests: tuple[str, ...]) -> list[dict[str, str]]:
    """The verdict on each: killed, timed out, survived, not reached, unfit."""
    paper, told = BUILD / f"{name}.asked.json", BUILD / f"{name}.told.json"
    write_asked(paper, asked)
    told.unlink(missing_ok=True)
    if asked[0].file.endswith(".ts"):
        command = ["node", str(HERE / "scripts.mjs"), "judge", str(paper), str(told), *tests]
    else:
        command = [sys.executable, "-m", "pytest", *OPTIONS, *tests]
    environment = os.environ | {"MUTANTS_ASKED": str(paper), "MUTANTS_TOLD": str(told)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return json.loads(told.read_text())


def about(name: str) -> str:
    """Which tests had to notice."""
    if name == NAMED:
        return "Faults that passed once; each names its tests in `named.toml`."
    return "Tests: " + ", ".join(f"`{test}`" for test in ROOMS[name].tests) + "."


def _changes(file: str) -> list[Change]:
    if not file.endswith(".ts"):
        return changes_of(ROOT / file, file)
    done = subprocess.run(
        ["node", str(HERE / "scripts.mjs"), "changes", file],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [Change(**{**row, "lines": tuple(row["lines"])}) for row in json.loads(done.stdout)]


def _applied(change: Change) -> str:
    return change.applied((ROOT / change.file).read_bytes()).decode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
