"""Where things lie, and stamps: notes about what was done last, so that a second start skips it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("HOCLIEU_VAR", "") or ROOT / "var").absolute()
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
TOOLS = VENV / "hoclieu-tools"  # belongs to the environment, not to one city
LOGS = VAR / "log"
REQUIREMENTS = ROOT / "requirements"


def fingerprint(files: Iterable[Path]) -> str:
    """One hash over the contents of some files."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


class Stamp:
    """Remembers a fingerprint in a small file; the file's loss only means that a step is done again."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def matches(self, wanted: str) -> bool:
        """Whether the step was last done for exactly this."""
        return self._file.exists() and self._file.read_text() == wanted

    def set(self, wanted: str) -> None:
        """Note that it is done."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(wanted)
