"""A backup brings the city back, verified; what is damaged, cut off or strange is refused before anything changes."""

import fcntl
import io
import json
import sqlite3
import tarfile

import pytest

from config.backup import MANIFEST, BackupProblem, make_backup, restore_backup


@pytest.fixture
def city(tmp_path):
    """A small city: a database with one row, a key, two files."""
    var = tmp_path / "var"
    (var / "files" / "ab").mkdir(parents=True)
    link = sqlite3.connect(var / "hoclieu.sqlite3")
    link.execute("PRAGMA journal_mode=WAL")
    link.execute("CREATE TABLE materials (title TEXT)")
    link.execute("INSERT INTO materials VALUES ('Phân số')")
    link.commit()
    (var / "secret").write_text("key")
    (var / "files" / "ab" / "blob").write_bytes(b"%PDF-" + bytes(200_000))
    (var / "files" / "empty").touch()
    (var / "index").mkdir()
    (var / "index" / "segment").write_text("can be rebuilt")
    yield var
    link.close()


@pytest.fixture
def archive(city, tmp_path):
    target = tmp_path / "backups" / "city.tar"
    make_backup(city, target)
    return target


def titles(var):
    link = sqlite3.connect(var / "hoclieu.sqlite3")
    rows = [row[0] for row in link.execute("SELECT title FROM materials")]
    link.close()
    return rows


def rewrite(archive, change):
    """Copy the archive, with `change(name, content)` deciding what becomes of each member."""
    with tarfile.open(archive) as old:
        members = [(member.name, old.extractfile(member).read()) for member in old.getmembers()]
    with tarfile.open(archive, "w") as new:
        for name, content in members:
            for kept_name, kept in change(name, content):
                member = tarfile.TarInfo(kept_name)
                member.size = len(kept)
                new.addfile(member, io.BytesIO(kept))


def test_what_was_backed_up_comes_back(archive, tmp_path):
    scratch = tmp_path / "scratch"
    manifest = restore_backup(archive, scratch)
    assert titles(scratch) == ["Phân số"]
    assert (scratch / "files" / "ab" / "blob").read_bytes().startswith(b"%PDF-")
    assert (scratch / "files" / "empty").read_bytes() == b""
    assert (scratch / "secret").read_text() == "key"
    assert not (scratch / "index").exists() and len(manifest.entries) == 4


def test_a_backup_is_for_its_owner_only_and_leaves_no_scraps(archive):
    assert archive.stat().st_mode & 0o077 == 0
    assert [file.name for file in archive.parent.iterdir()] == ["city.tar"]


def test_a_backup_while_somebody_writes_is_whole(city, tmp_path):
    writer = sqlite3.connect(city / "hoclieu.sqlite3")
    writer.execute("INSERT INTO materials VALUES ('chưa xong')")
    make_backup(city, tmp_path / "busy.tar")
    writer.rollback()
    writer.close()
    restore_backup(tmp_path / "busy.tar", tmp_path / "scratch")
    assert titles(tmp_path / "scratch") == ["Phân số"]


def test_a_city_that_is_there_is_not_replaced_by_accident(archive, city):
    with pytest.raises(BackupProblem, match="--force"):
        restore_backup(archive, city)


def test_force_sets_the_old_city_aside_and_forgets_what_is_derived(archive, city):
    (city / "files" / "new").write_text("since the backup")
    restore_backup(archive, city, force=True)
    (aside,) = city.glob("before-restore-*")
    assert (aside / "files" / "new").exists() and not (city / "files" / "new").exists()
    assert titles(city) == titles(aside) == ["Phân số"]
    assert not (city / "index").exists()


def test_a_running_city_is_never_replaced(archive, city):
    with (city / "run.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BackupProblem, match="running"):
            restore_backup(archive, city, force=True)


def damaged_file(name, content):
    yield name, content.replace(b"%PDF-", b"%PDF+") if name.endswith("blob") else content


def damaged_database(name, content):
    if name == MANIFEST:
        data = json.loads(content)
        data["entries"] = [entry for entry in data["entries"] if not entry["path"].endswith("sqlite3")]
        content = json.dumps(data).encode()
    yield name, content


def missing_file(name, content):
    if not name.endswith("blob"):
        yield name, content


def no_manifest(name, content):
    if name != MANIFEST:
        yield name, content


def outside(name, content):
    if name == MANIFEST:
        data = json.loads(content)
        data["entries"].append({"path": "files/../../escaped", "size": 1, "sha256": "0" * 64})
        content = json.dumps(data).encode()
    yield name, content


def newer_format(name, content):
    yield name, content.replace(b'"format": 1', b'"format": 9') if name == MANIFEST else content


DAMAGES = [
    (damaged_file, "has changed"),
    (damaged_database, "no database"),
    (missing_file, "lacks a file"),
    (no_manifest, "no manifest"),
    (outside, "outside the city"),
    (newer_format, "format 9"),
]


@pytest.mark.parametrize(("damage", "words"), DAMAGES)
def test_a_damaged_backup_is_refused_and_nothing_changes(archive, city, damage, words):
    rewrite(archive, damage)
    with pytest.raises(BackupProblem, match=words):
        restore_backup(archive, city, force=True)
    assert titles(city) == ["Phân số"]
    assert not list(city.glob("before-restore-*")) and not list(city.glob("restore-*"))
    assert not (city.parent / "escaped").exists()


def test_a_cut_off_backup_is_refused(archive, tmp_path):
    archive.write_bytes(archive.read_bytes()[:100_000])
    with pytest.raises(BackupProblem):
        restore_backup(archive, tmp_path / "scratch")


def test_something_that_is_no_archive_is_refused(tmp_path):
    (tmp_path / "photo.tar").write_bytes(b"\xff\xd8 not an archive")
    with pytest.raises(BackupProblem, match="damaged"):
        restore_backup(tmp_path / "photo.tar", tmp_path / "scratch")


def test_an_empty_place_has_nothing_to_back_up(tmp_path):
    with pytest.raises(BackupProblem, match="no city"):
        make_backup(tmp_path / "var", tmp_path / "x.tar")
