"""The house's own preparations: database, static files, demo city."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from config.accounts.models import User
from config.env import flag
from config.health import pending_migrations
from config.prepare import PREPARATIONS, Preparation


class MigrationProgress:
    """Stands in for a terminal: turns Django's line per migration into one counter."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0

    def write(self, text: str) -> None:
        """Count finished migrations; other words pass by."""
        finished = len(re.findall(r"\bOK\b", text))
        if finished:
            self._done += finished
            show_progress(self._done, self._total, "migrations")

    def flush(self) -> None:
        """Nothing is held back."""


def show_progress(done: int, total: int, what: str) -> None:
    """A counter that stays on its line in a terminal and keeps quiet in a file."""
    if sys.stdout.isatty():
        sys.stdout.write(f"\r    {done} / {total} {what} ")
        sys.stdout.write("\n" if done >= total else "")
        sys.stdout.flush()


def migrate() -> None:
    """Bring the tables up to date."""
    progress = MigrationProgress(pending_migrations())
    call_command("migrate", interactive=False, verbosity=1, no_color=True, stdout=progress)


def static_fingerprint() -> str:
    """Names, sizes and times of our static files and of the lock that decides the packages' ones."""
    digest = hashlib.sha256()
    for file in [*_static_sources(), settings.BASE_DIR / "requirements" / "base.lock"]:
        facts = file.stat()
        digest.update(f"{file} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _static_sources() -> list[Path]:
    folders = [
        *settings.BASE_DIR.glob("*/*/static"),
        *settings.BASE_DIR.glob("*/static"),
        *settings.STATICFILES_DIRS,
    ]
    return sorted(file for folder in folders for file in Path(folder).rglob("*") if file.is_file())


def static_is_stale() -> bool:
    """Whether something changed since the last collection."""
    stamp = _stamp("static")
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    return not manifest.exists() or not stamp.exists() or stamp.read_text() != static_fingerprint()


def collect_static() -> None:
    """Copy, hash and compress what browsers fetch."""
    call_command("collectstatic", interactive=False, verbosity=0)
    _note("static", static_fingerprint())


def demo_is_due() -> bool:
    """For an empty city, or one whose first seeding was cut short; never in production or where people are."""
    if settings.REFUSE_UNSAFE_START or not flag("DEMO", True) or _stamp("demo").exists():
        return False
    return _stamp("demo-begun").exists() or not User.objects.exists()


def seed_demo() -> None:
    """The small demo city."""
    _note("demo-begun", "")
    call_command("seed_demo")
    _note("demo", "")


def _stamp(name: str) -> Path:
    return Path(settings.VAR_DIR) / "stamps" / name


def _note(name: str, text: str) -> None:
    stamp = _stamp(name)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(text)


PREPARATIONS.add("database", Preparation("Database", lambda: pending_migrations() > 0, migrate), order=10)
PREPARATIONS.add("static", Preparation("Static files", static_is_stale, collect_static), order=20)
PREPARATIONS.add("demo", Preparation("Demo city", demo_is_due, seed_demo), order=30)
