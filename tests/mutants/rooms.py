"""Which sources are changed, and which tests belong to them: told here, so that nothing is killed by accident."""

from __future__ import annotations

from dataclasses import dataclass
from glob import glob
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Room:
    """Sources and their tests, both as patterns below the root; of more than `most` changes every n-th is made."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]
    most: int = 250

    def files(self) -> list[str]:
        return sorted(name for pattern in self.sources for name in glob(pattern, root_dir=ROOT))


ROOMS = {
    "marks": Room(
        ("questionbank/types/marks.py", "questionbank/types/grading.py"),
        ("tests/questionbank/types",),
    ),
    "statistics": Room(
        ("questionbank/statistics/*.py",),
        ("tests/questionbank/statistics",),
    ),
    "outbox": Room(
        ("frontend/player/outbox.ts",),
        ("frontend/player/outbox.test.ts",),
    ),
    "signing": Room(
        ("media/storage/signing.py",),
        ("tests/media/storage/test_links.py",),
    ),
}
