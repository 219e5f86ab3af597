"""What a run is asked to judge: changed sources, handed to the process that forks in one file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Asked:
    """One changed source, the lines of its statement, and the tests that have to notice (none: all that reach it)."""

    name: str
    file: str
    source: str
    lines: tuple[int, int]
    tests: tuple[str, ...] = ()

    def takes(self, test: str) -> bool:
        return not self.tests or test.startswith(self.tests)


def write_asked(file: Path, asked: list[Asked]) -> None:
    file.write_text(json.dumps([asdict(one) for one in asked]))


def read_asked(file: Path) -> list[Asked]:
    read = json.loads(file.read_text())
    return [Asked(**{**row, "lines": tuple(row["lines"]), "tests": tuple(row["tests"])}) for row in read]
