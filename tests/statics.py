"""Static files collected and compressed once: where the copy lies, and installations of tests made from it.

Collecting takes half a minute of a processor. The copy is of one folder of code; another state of its files makes it anew.
"""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from config.preparations import static_fingerprint

ROOT = Path(__file__).resolve().parents[1]
STAMP = Path("stamps") / "static"


def kept() -> Path:
    """Where the copy lies."""
    mark = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"hoclieu-test-static-{os.getuid()}-{mark}"


def lay_static(var: Path) -> None:
    """Put the kept files where an installation will look for them; `prepare` finds nothing to do."""
    stamp = kept() / STAMP
    mine = stamp.exists() and stamp.stat().st_uid == os.getuid()
    if mine and stamp.read_text() == static_fingerprint():
        shutil.copytree(kept(), var, dirs_exist_ok=True)


def keep_static(var: Path) -> None:
    """Keep what an installation has just collected; written beside and renamed, as another worker may do the same."""
    stamp = kept() / STAMP
    if stamp.exists() and stamp.read_text() == (var / STAMP).read_text():
        return
    draft = kept().with_suffix(f".{os.getpid()}")
    shutil.copytree(var / "static", draft / "static")
    (draft / STAMP).parent.mkdir()
    shutil.copy(var / STAMP, draft / STAMP)
    shutil.rmtree(kept(), ignore_errors=True)
    draft.rename(kept())
