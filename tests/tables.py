"""Tables migrated once: where the copy lies, what it has grown from, and installations of tests made from it.

The key is made of every migration file and of the locks, so that a changed migration is always run. A set of migrations
that only grew starts from the largest copy it has grown from. On PostgreSQL a second copy of the test database, taken
before any test, is what cities of the stories are made from.
"""

import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

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


@contextmanager
def only_one() -> Iterator[None]:
    """Of several workers that find nothing kept one migrates; the others wait, and copy what it has made."""
    with (Path(tempfile.gettempdir()) / f"{NAME}lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def draft_of(file: Path) -> Path:
    return file.with_suffix(f".{os.getpid()}")


def publish(file: Path) -> None:
    """Written beside and renamed: another worker may do the same at this moment."""
    draft_of(file).rename(file)
    draft_of(file).write_text(json.dumps(parts()))
    draft_of(file).rename(file.with_suffix(".json"))


@contextmanager
def migrated_once(file: Path) -> Iterator[None]:
    """Around the migrating of an installation: it starts from the kept tables, and makes them where there are none."""
    if os.environ.get("HOCLIEU_TEST_SNAPSHOT", "1") == "0":
        yield
        return
    with nullcontext() if snapshot_file().exists() else only_one():
        if snapshot_file().exists():
            shutil.copy(snapshot_file(), file)
        yield
        if not snapshot_file().exists():
            _keep_tables(file)


def _keep_tables(file: Path) -> None:
    with (
        closing(sqlite3.connect(file)) as source,
        closing(sqlite3.connect(draft_of(snapshot_file()))) as target,
    ):
        source.backup(target)
    publish(snapshot_file())


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
