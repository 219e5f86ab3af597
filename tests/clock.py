"""Another day for whole processes: `datefudge`, which `make setup-system` installs, moves their clock ahead.

The product has no switch for its clock. Only the time of day moves: waiting and the times of files are real.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

KEPT = ("LD_PRELOAD", "LD_LIBRARY_PATH", "DATEFUDGE")
TELL = "import json, os; print(json.dumps(dict(os.environ)))"


def ahead_by(ahead: timedelta) -> dict[str, str]:
    """The environment of processes whose clock stands so far ahead of the real one, and runs as fast."""
    day = (datetime.now(UTC) + ahead).isoformat(timespec="seconds")
    command = ["datefudge", day, sys.executable, "-c", TELL]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {name: told[name] for name in KEPT}
