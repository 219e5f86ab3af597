"""What only the disk promises: nothing is copied without need, a full disk is told, nothing half-written stays."""

from __future__ import annotations

import hashlib
import io
import os

import pytest

from media.storage.base import StorageFull, blob_key

HELLO = b"xin chao" * 100_000
SHA = hashlib.sha256(HELLO).hexdigest()


def leftovers(store):
    return list((store.root / "incoming").iterdir())


def test_the_same_content_is_not_written_again(disk):
    disk.put(io.BytesIO(HELLO))
    before = (disk.root / blob_key(SHA)).stat()
    disk.put(io.BytesIO(HELLO))
    after = (disk.root / blob_key(SHA)).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert leftovers(disk) == []


def test_an_uploaded_file_is_taken_over_without_a_copy(disk, tmp_path):
    upload = tmp_path / "part"
    upload.write_bytes(HELLO)
    inode = upload.stat().st_ino
    stored = disk.adopt(upload)
    assert (disk.root / stored.key).stat().st_ino == inode == disk.path_of(stored.key).stat().st_ino


def test_a_source_that_breaks_leaves_nothing(disk):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        disk.put(Broken())
    assert leftovers(disk) == []


def test_a_full_disk_is_told_and_leaves_nothing(disk, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull):
        disk.put(io.BytesIO(HELLO))
    assert leftovers(disk) == [] and not disk.exists(blob_key(SHA))
    assert disk.free_bytes() > 0
