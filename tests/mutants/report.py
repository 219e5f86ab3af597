"""The list: docs/mutants.md, one section for each room, of which a run renews those that it judged."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.mutants.changes import Change
from tests.mutants.declared import equal_changes
from tests.mutants.rooms import ROOT, Room

LIST = ROOT / "docs" / "mutants.md"
GOAL = 90
KILLED = {"killed", "timed out"}
HEAD = """# What the tests notice

Written by `make mutants`: small faults put into the house one at a time, and which of them the tests of the room let pass.
How it works: [decision 53](decisions/0053-faults-on-purpose.md). Rooms and their tests: `tests/mutants/rooms.py`; beside it
are declared survivors that change nothing (`equal.toml`) and faults that once passed (`named.toml`).

| room | changes | made | killed | equal | survived | killed of what can be |
|---|---|---|---|---|---|---|
"""


@dataclass
class Told:
    """What became of one room."""

    name: str
    changes: int
    made: int
    killed: int
    survivors: list[str] = field(default_factory=list)
    equal: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    goal: int = GOAL
    unfit: int = 0  # the change could not be put in force: not counted

    @property
    def percent(self) -> float:
        rest = self.killed + len(self.survivors)
        return 100 * self.killed / rest if rest else 100.0

    @property
    def is_good(self) -> bool:
        return self.percent >= self.goal and not self.complaints

    @property
    def summary(self) -> str:
        return (
            f"| {self.name} | {self.changes} | {self.made} | {self.killed} | {len(self.equal)} "
            f"| {len(self.survivors)} | {self.percent:.1f} % |"
        )

    def section(self, about: str = "") -> str:
        parts = [f"## {self.name}", about]
        if self.unfit:
            parts.append(f"Could not be put in force, and not counted: {self.unfit}.")
        if self.survivors:
            parts.append("Survived:\n\n" + "\n".join(f"- {line}" for line in self.survivors))
        if self.equal:
            parts.append("Changes nothing:\n\n" + "\n".join(f"- {line}" for line in self.equal))
        return "\n\n".join(part for part in parts if part)


def explain(name: str, room: Room, made: list[Change], verdicts: list[dict[str, str]], changes: int) -> Told:
    """The verdicts on a room's changes, the declared ones apart."""
    declared = [one for one in equal_changes() if one.file in room.files()]
    used, told = set(), Told(name, changes, 0, 0)
    for change, verdict in zip(made, verdicts, strict=True):
        if verdict["verdict"] == "unfit":
            told.unfit += 1
            continue
        told.made += 1
        line = (ROOT / change.file).read_text().splitlines()[change.line - 1]
        reason = next((one for one in declared if one.covers(change.file, line, change.told)), None)
        if verdict["verdict"] in KILLED:
            told.killed += 1
        elif reason:
            used.add(reason)
            told.equal.append(f"`{change.file}:{change.line}` `{change.told}`: {reason.why}")
        else:
            reached = " (no test comes here)" if verdict["verdict"] == "not reached" else ""
            told.survivors.append(f"`{change.file}:{change.line}` `{change.told}`{reached}")
    if len(made) == changes:  # of a sample, a declared one may just not be in it
        told.complaints += [
            f"equal.toml: nothing survives at {one.file} {one.line!r}" for one in declared if one not in used
        ]
    return told


def of_named(name: str, rows: list[tuple[str, str, dict[str, str]]]) -> Told:
    """The verdicts on the named faults: every one has to be noticed."""
    told = Told(name, len(rows), len(rows), 0, goal=100)
    for title, file, verdict in rows:
        if verdict["verdict"] in KILLED:
            told.killed += 1
        else:
            told.survivors.append(f"{title} (`{file}`, {verdict['verdict']})")
    return told


def write_list(told: Told, about: str) -> None:
    """Renews the row and the section of this room."""
    text = LIST.read_text() if LIST.exists() else HEAD
    rows = {name: row for row, name in re.findall(r"^(\| (\S+) \| \d.*)$", text, re.MULTILINE)}
    sections = {part.split("\n", 1)[0]: f"## {part}".strip() for part in text.split("\n## ")[1:]}
    rows[told.name], sections[told.name] = told.summary, told.section(about)
    order = sorted(rows)
    body = "\n".join(rows[name] for name in order)
    LIST.write_text(HEAD + body + "\n\n" + "\n\n".join(sections[name] for name in order) + "\n")
