"""The migrated test database, kept between runs: 300 migrations take half a minute, a copy takes a moment.

Only for SQLite; on PostgreSQL a second copy of the test database, taken before any test, is what cities of the stories are
made from. The key is made of every migration file and of the locks, so that a changed migration
is always run. A set of migrations that only grew starts from the largest copy it has grown from.
`HOCLIEU_TEST_SNAPSHOT=0` switches it off.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from django.db.backends.sqlite3.creation import DatabaseCreation

ROOT = Path(__file__).resolve().parents[1]


NAME = f"hoclieu-test-tables-{os.getuid()}-"


def parts() -> dict[str, str]:
    """Per file its hash: everything that decides how the tables look after migrating."""
    own = ROOT.glob("*/*/migrations/*.py")
    files = [*own, *(ROOT / "requirements").glob("*.lock"), ROOT / "config" / "settings" / "apps.py"]
    return {
        str(file.relative_to(ROOT)): hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(files)
    }


def snapshot_file() -> Path:
    """Where the copy lies."""
    key = hashlib.sha256(json.dumps(parts()).encode()).hexdigest()[:20]
    return Path(tempfile.gettempdir()) / f"{NAME}{key}.sqlite3"


def grown_from() -> Path | None:
    """The copy with the most of today's files and none that is gone or changed; another user's is never opened."""
    today = parts()
    found = []
    for told in Path(tempfile.gettempdir()).glob(f"{NAME}*.json"):
        file = told.with_suffix(".sqlite3")
        if told.stat().st_uid == os.getuid() and file.exists() and file.stat().st_uid == os.getuid():
            then = json.loads(told.read_text())
            if then.items() <= today.items():
                found.append((len(then), file))
    return max(found)[1] if found else None


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
    base = file if file.exists() and file.stat().st_uid == os.getuid() else grown_from()
    if base is not None:
        _load(self.connection, name, base)
    if base == file:
        return name
    made = _create_by_migrating(self, *arguments, **options)
    _keep(self.connection, file)
    return made


def _load(connection, name: str, base: Path) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    with sqlite3.connect(base) as source:
        source.backup(connection.connection)
    source.close()


def _keep(connection, file: Path) -> None:
    with closing(sqlite3.connect(_draft(file))) as target:
        connection.connection.backup(target)
    _publish(file)


def _draft(file: Path) -> Path:
    return file.with_suffix(f".{os.getpid()}")


def _publish(file: Path) -> None:
    """Written beside and renamed: another worker may do the same at this moment."""
    _draft(file).rename(file)
    _draft(file).write_text(json.dumps(parts()))
    _draft(file).rename(file.with_suffix(".json"))


def lay_tables(file: Path) -> None:
    """Put the kept tables where an installation of a test will look for its database; `migrate` finds little to do."""
    if snapshot_file().exists() and os.environ.get("HOCLIEU_TEST_SNAPSHOT", "1") != "0":
        shutil.copy(snapshot_file(), file)


def keep_tables(file: Path) -> None:
    """Keep the tables that an installation has just migrated, when nobody has kept them yet."""
    if not snapshot_file().exists():
        with (
            closing(sqlite3.connect(file)) as source,
            closing(sqlite3.connect(_draft(snapshot_file()))) as target,
        ):
            source.backup(target)
        _publish(snapshot_file())


def keep_untouched(connection) -> None:
    """On PostgreSQL: a copy of the test database beside it, before tests with real transactions empty its tables."""
    if connection.vendor == "postgresql":
        name = connection.settings_dict["NAME"]
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}_untouched"')
            cursor.execute(f'CREATE DATABASE "{name}_untouched" TEMPLATE "{name}"')


def untouched(connection) -> str:
    """The name of that copy."""
    return f"{connection.settings_dict['NAME']}_untouched"
