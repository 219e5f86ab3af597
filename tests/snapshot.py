"""The migrated test database, kept between runs: 300 migrations take half a minute, a copy takes a moment.

Only for SQLite in memory; `tests/tables.py` says where it lies. Of several workers one migrates, the others wait.
`HOCLIEU_TEST_SNAPSHOT=0` switches it off.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db.backends.sqlite3.creation import DatabaseCreation

from tests.tables import draft_of, grown_from, only_one, publish, snapshot_file


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
    with only_one():
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
    with closing(sqlite3.connect(draft_of(file))) as target:
        connection.connection.backup(target)
    publish(file)
