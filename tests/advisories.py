"""Whether every locked package was looked at for advisories, in the locked version and lately: warnings, never a failure.

No register of advisories is asked here: main must not break by the calendar or by a line. `docs/advisories.toml` says for
each package what a person looked at and found; `python -m tests.advisories missing` prints lines to fill in.
"""

import json
import re
import sys
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "advisories.toml"
OLD = timedelta(days=90)
NO_SOURCE = "none reachable"  # looked for, nothing found that says anything
NOT_YET = "not consulted yet"
VERDICTS = ("fixed in ", "not affected: ", "open: ")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
SHOWN = 8

Locked = dict[tuple[str, str], set[str]]  # (ecosystem, package) -> versions


def locked_packages() -> Locked:
    """Every package of the Python locks and of package-lock.json."""
    found: Locked = defaultdict(set)
    for lock in sorted((ROOT / "requirements").glob("*.lock")):
        for name, version in PIN.findall(lock.read_text()):
            found["python", name.lower().replace("_", "-")].add(version)
    for path, row in json.loads((ROOT / "package-lock.json").read_text())["packages"].items():
        if path:
            found["npm", path.rpartition("node_modules/")[2]].add(row["version"])
    return found


@dataclass
class Review:
    """What is to be said about the document, by reason."""

    missing: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    old: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    blind: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def warnings(self) -> list[str]:
        """One line for each reason that applies."""
        words = {
            "locked, but never looked at": self.missing,
            "looked at in another version": self.other,
            f"looked at more than {OLD.days} days ago": self.old,
            "nobody has consulted a source yet for": self.skipped,
            "no source could be reached for": self.blind,
            "advisories still open": self.open,
        }
        return [
            f"warning: {reason}: {len(names)} ({', '.join(names[:SHOWN])}{', …' if len(names) > SHOWN else ''})"
            for reason, names in words.items()
            if names
        ]


def look(document: dict, locked: Locked, today: date) -> Review:
    """Compares the document with what is locked."""
    review = Review()
    for (ecosystem, name), versions in sorted(locked.items()):
        entry = document.get(ecosystem, {}).get(name)
        if entry is None:
            review.missing.append(name)
            continue
        if versions - set(entry["versions"]):
            review.other.append(name)
        elif today - entry["reviewed"] > OLD:
            review.old.append(name)
        if entry["source"] in {NO_SOURCE, NOT_YET}:
            (review.blind if entry["source"] == NO_SOURCE else review.skipped).append(name)
        found = [one["id"] for one in entry["advisories"] if one["verdict"].startswith("open: ")]
        review.open += [f"{name} {number}" for number in found]
    return review


def mistakes(document: dict, locked: Locked) -> list[str]:
    """What is written wrongly, and entries of packages that are locked no more."""
    found = []
    for ecosystem, entries in document.items():
        for name, entry in entries.items():
            if (ecosystem, name) not in locked:
                found.append(f"{name}: not locked any more")
            if set(entry) != {"versions", "reviewed", "source", "advisories"} or not entry["source"]:
                found.append(f"{name}: needs versions, reviewed, source, advisories")
                continue
            if entry["source"] in {NO_SOURCE, NOT_YET} and entry["advisories"]:
                found.append(f"{name}: advisories without a source")
            for one in entry["advisories"]:
                if not one["verdict"].startswith(VERDICTS) or len(one["verdict"].split()) < 3:
                    found.append(f"{name} {one['id']}: a verdict begins with {', '.join(VERDICTS)}")
    return found


def lines_for_missing(document: dict, locked: Locked, today: date) -> list[str]:
    """Lines to fill in, honest as they stand: nothing was consulted."""
    return [
        f'{ecosystem}."{name}" = {{ versions = {json.dumps(sorted(versions))}, reviewed = {today}, '
        f'source = "{NOT_YET}", advisories = [] }}'
        for (ecosystem, name), versions in sorted(locked.items())
        if name not in document.get(ecosystem, {})
    ]


def main(arguments: list[str]) -> int:
    document, locked, today = tomllib.loads(DOCUMENT.read_text()), locked_packages(), date.today()
    if arguments == ["missing"]:
        print("\n".join(lines_for_missing(document, locked, today)))
        return 0
    wrong = mistakes(document, locked)
    print("\n".join([*wrong, *look(document, locked, today).warnings()]))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
