"""The migrated test database, kept between runs: 300 migrations take half a minute, a copy takes a moment.

Only for SQLite in memory. The key is made of every migration file and of the locks, so that a changed migration
is always run. `HOCLIEU_TEST_SNAPSHOT=0` switches it off.
"""

import hashlib
import os
import sqlite3
import tempfile
from pathlib import Path

import pytest
from django.db.backends.sqlite3.creation import DatabaseCreation

ROOT = Path(__file__).resolve().parents[1]


def key() -> str:
    """One hash over everything that decides how the tables look after migrating."""
    digest = hashlib.sha256()
    own = ROOT.glob("*/*/migrations/*.py")
    for file in sorted(
        [*own, *(ROOT / "requirements").glob("*.lock"), ROOT / "config" / "settings" / "apps.py"]
    ):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:20]


def snapshot_file() -> Path:
    """Where the copy lies; another user's copy is never opened."""
    return Path(tempfile.gettempdir()) / f"hoclieu-test-tables-{os.getuid()}-{key()}.sqlite3"


@pytest.fixture(scope="session")
def django_db_createdb(django_db_createdb, django_db_use_migrations):
    """pytest-django asks for this before it makes the database: the moment to step in."""
    if django_db_use_migrations and os.environ.get("HOCLIEU_TEST_SNAPSHOT", "1") != "0":
        DatabaseCreation.create_test_db = _create_from_snapshot
    return django_db_createdb


_create_by_migrating = DatabaseCreation.create_test_db


def _create_from_snapshot(self, *arguments, **options):
    name = self._get_test_db_name()
    file = snapshot_file()
    if not self.is_in_memory_db(name):
        return _create_by_migrating(self, *arguments, **options)
    if not (file.exists() and file.stat().st_uid == os.getuid()):
        made = _create_by_migrating(self, *arguments, **options)
        _keep(self.connection, file)
        return made
    self.connection.close()
    self.connection.settings_dict["NAME"] = name
    self.connection.ensure_connection()
    with sqlite3.connect(file) as source:
        source.backup(self.connection.connection)
    source.close()
    return name


def _keep(connection, file: Path) -> None:
    """Write beside and rename: another worker may do the same at this moment."""
    draft = file.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(draft) as target:
        connection.connection.backup(target)
    target.close()
    draft.rename(file)
