"""What is wrong with this installation, and what to do: each room registers checks, `manage.py doctor` asks all.

>>> @DOCTOR.register("search.index", order=60)
... def index() -> Iterator[Finding]:
...     yield ok("search index", "12,345 documents") if ... else error("search index", "missing", "manage.py …")
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum

from config.registry import Registry


class Level(StrEnum):
    """How bad it is. Only errors make `doctor` end with status 1."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """One fact: what was looked at, how it stands, and what to do about it (empty when all is well)."""

    level: Level
    what: str
    state: str
    advice: str = ""

    def as_dict(self) -> dict[str, str]:
        """For `--json`."""
        return {key: str(value) for key, value in asdict(self).items()}


Check = Callable[[], Iterable[Finding]]
DOCTOR: Registry[Check] = Registry("doctor's check")


def ok(what: str, state: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, what, state)


def warning(what: str, state: str, advice: str) -> Finding:
    """Works, but somebody should look."""
    return Finding(Level.WARNING, what, state, advice)


def error(what: str, state: str, advice: str) -> Finding:
    """Does not work."""
    return Finding(Level.ERROR, what, state, advice)


def examine() -> list[Finding]:
    """Run every check; one that breaks is itself a finding."""
    findings: list[Finding] = []
    for name, check in DOCTOR.items():
        try:
            findings.extend(check())
        except Exception as problem:  # a sick house must not stop its doctor
            findings.append(
                error(name, f"could not be examined: {problem}", "The log may say more: var/log.")
            )
    return findings
