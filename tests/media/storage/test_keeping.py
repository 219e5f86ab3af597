"""Backup, move and health of a city whose files lie anywhere."""

import sqlite3
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command

from config.backup import files_elsewhere, make_backup, restore_backup
from config.doctor import DOCTOR, Level
from media.storage.base import blob_key
from media.storage.stores import blob_store, store_at

LESSON = b"%PDF-" + b"phan so" * 300_000


def tell(*words):
    out = StringIO()
    call_command(*words, stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def city(store, settings, tmp_path):
    """A city that keeps one lesson and one picture in `store`."""
    settings.FILES_URL = address_of(store)
    settings.MEDIA_ROOT = getattr(store, "root", tmp_path / "nowhere")
    settings.VAR_DIR.mkdir(exist_ok=True)
    sqlite3.connect(settings.VAR_DIR / "hoclieu.sqlite3").close()
    (tmp_path / "la.png").write_bytes(b"la")
    store.write_kept("original_images/la.png", tmp_path / "la.png")
    (settings.VAR_DIR / "files").mkdir()
    (settings.VAR_DIR / "files" / "of-before").touch()
    return blob_store().put(BytesIO(LESSON)).key


def address_of(store):
    if store.bucket is None:
        return f"file://{store.root}"
    bucket = store.bucket
    return f"s3://{bucket.name}/{bucket.prefix}?endpoint={bucket.endpoint}"


def test_a_backup_holds_the_files_wherever_they_lie_and_brings_them_back_as_files(city, settings, tmp_path):
    manifest = make_backup(settings.VAR_DIR, tmp_path / "out" / "city.tar", files_elsewhere())
    assert [entry.path for entry in manifest.entries] == [
        "hoclieu.sqlite3", f"files/{city}", "files/original_images/la.png",
    ]  # fmt: skip
    restore_backup(tmp_path / "out" / "city.tar", tmp_path / "scratch")
    assert (tmp_path / "scratch" / "files" / city).read_bytes() == LESSON
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["city.tar"]


def test_the_folder_of_a_city_needs_no_second_place(settings, tmp_path):
    settings.VAR_DIR, settings.MEDIA_ROOT, settings.FILES_URL = tmp_path, tmp_path / "files", ""
    assert files_elsewhere() is None


def test_a_city_moves_by_command_and_back(city, tmp_path):
    there = f"file://{tmp_path}/copy"
    assert "2 files copied" in tell("copy_files", "--to", there)
    assert "0 files copied" in tell("copy_files", "--to", there)
    blob_store().delete_blob(city.rpartition("/")[2])
    assert "1 files copied" in tell("copy_files", "--from", there)
    assert b"".join(blob_store().open_range(city)) == LESSON


def test_a_damaged_original_is_named_and_everything_else_travels(city, tmp_path):
    wrong = blob_key("0" * 64)
    (tmp_path / "wrong").write_bytes(b"not that")
    blob_store().write_kept(wrong, tmp_path / "wrong")
    with pytest.raises(CommandError, match=wrong):
        tell("copy_files", "--to", f"file://{tmp_path}/copy")
    assert store_at(f"file://{tmp_path}/copy").exists(city)


@pytest.mark.parametrize("words", [[], ["--to", "file:///x", "--from", "file:///y"], ["--to", "somewhere"]])
def test_a_copy_needs_one_address(words, settings, tmp_path):
    settings.FILES_URL, settings.MEDIA_ROOT = "", tmp_path
    with pytest.raises(CommandError):
        tell("copy_files", *words)


def test_the_doctor_stores_reads_and_removes(city):
    before = [kept.name for kept in blob_store().everything()]
    [finding] = DOCTOR["files"]()
    assert finding.level is Level.OK
    assert [kept.name for kept in blob_store().everything()] == before


def test_the_doctor_names_a_store_that_is_away_without_its_options(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "y")
    settings.VAR_DIR, settings.FILES_URL = tmp_path, "s3://hoclieu/city?endpoint=http://127.0.0.1:9"
    [finding] = DOCTOR["files"]()
    assert finding.level is Level.ERROR and finding.state.startswith("s3://hoclieu/city: ")
