"""What people declared: survivors that change nothing to see (`equal.toml`), faults that once passed (`named.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.asked import Asked
from tests.mutants.rooms import ROOT

HERE = Path(__file__).resolve().parent
NAMED = "named"


class Stale(Exception):
    """A declaration speaks of a line that no longer stands there."""


@dataclass(frozen=True)
class Equal:
    """A change after which the house behaves as before, and why. `change` as the list prints it; empty: any of the line."""

    file: str
    line: str
    why: str
    change: str = ""

    def covers(self, file: str, line: str, change: str) -> bool:
        return (self.file, self.line) == (file, line.strip()) and self.change in {"", change}


@dataclass(frozen=True)
class Named:
    """A fault that once passed: `old` is found once in the file and replaced; one of the tests has to notice."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def asked(self) -> Asked:
        source = (ROOT / self.file).read_text()
        if source.count(self.old) != 1:
            raise Stale(f"{self.name}: {self.file} holds {self.old!r} {source.count(self.old)} times")
        return Asked(self.name, self.file, source.replace(self.old, self.new), (0, 0), self.tests)


def equal_changes() -> list[Equal]:
    """Every declared survivor; Stale where a line is gone."""
    found = [Equal(**row) for row in tomllib.loads((HERE / "equal.toml").read_text()).get("equal", [])]
    for one in found:
        lines = {line.strip() for line in (ROOT / one.file).read_text().splitlines()}
        if one.line not in lines:
            raise Stale(f"equal.toml: {one.file} no longer holds {one.line!r}")
    return found


def named_mutations() -> list[Named]:
    """Every named fault; Stale where its place is gone."""
    rows = tomllib.loads((HERE / "named.toml").read_text()).get("mutation", [])
    found = [Named(**{**row, "tests": tuple(row["tests"])}) for row in rows]
    for one in found:
        one.asked()
    return found
