"""The store on disk: by content, never overwritten, nothing half-written."""

from __future__ import annotations

import hashlib
import io
import os
import time

import pytest

from media.storage.base import NotStored, StorageFull, blob_key, check_key, derived_key
from media.storage.embedded import EmbeddedDisk

HELLO = b"xin chao" * 100_000
SHA = hashlib.sha256(HELLO).hexdigest()


@pytest.fixture
def store(tmp_path) -> EmbeddedDisk:
    return EmbeddedDisk(tmp_path / "files")


def leftovers(store):
    return list((store.root / "incoming").iterdir())


def test_a_file_lies_under_its_hash(store):
    stored = store.put(io.BytesIO(HELLO))
    assert (stored.sha, stored.size, stored.new) == (SHA, len(HELLO), True)
    assert stored.key == f"blobs/{SHA[:2]}/{SHA[2:4]}/{SHA}" == blob_key(SHA)
    assert b"".join(store.open_range(stored.key)) == HELLO
    assert store.exists(stored.key) and store.size(stored.key) == len(HELLO)
    assert leftovers(store) == []


def test_the_same_content_is_stored_once(store):
    store.put(io.BytesIO(HELLO))
    before = (store.root / blob_key(SHA)).stat()
    again = store.put(io.BytesIO(HELLO))
    after = (store.root / blob_key(SHA)).stat()
    assert again.new is False and (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_an_uploaded_file_is_taken_over_without_a_copy(store, tmp_path):
    upload = tmp_path / "part"
    upload.write_bytes(HELLO)
    inode = upload.stat().st_ino
    stored = store.adopt(upload)
    assert not upload.exists()
    assert (store.root / stored.key).stat().st_ino == inode
    upload.write_bytes(HELLO)
    assert store.adopt(upload).new is False and not upload.exists()


def test_a_source_that_breaks_leaves_nothing(store):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put(Broken())
    assert leftovers(store) == []


def test_a_full_disk_is_told_and_leaves_nothing(store, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull):
        store.put(io.BytesIO(HELLO))
    assert leftovers(store) == [] and not store.exists(blob_key(SHA))


def test_ranges_are_read_exactly(store):
    key = store.put(io.BytesIO(HELLO)).key
    assert b"".join(store.open_range(key, 5, 300_000)) == HELLO[5:300_000]
    assert b"".join(store.open_range(key, len(HELLO) - 3)) == HELLO[-3:]
    assert b"".join(store.open_range(key, 10, 10)) == b""


def test_what_is_not_there_is_said_at_once(store):
    key = blob_key("0" * 64)
    for ask in (store.size, store.open_range):
        with pytest.raises(NotStored):
            ask(key)
    with pytest.raises(NotStored), store.local_copy(key):
        pass
    assert not store.exists(key)


def test_derived_files_lie_beside_their_original_and_go_with_it(store, tmp_path):
    store.put(io.BytesIO(HELLO))
    for text in (b"old", b"new"):
        made = tmp_path / "page-1.webp"
        made.write_bytes(text)
        key = store.put_derived(SHA, "pdf", 1, made, "page-1.webp")
    assert key == derived_key(SHA, "pdf", 1, "page-1.webp") == f"derived/{SHA}/pdf-1/page-1.webp"
    assert b"".join(store.open_range(key)) == b"new"
    assert store.derived_names(SHA, "pdf", 1) == ["page-1.webp"] and store.derived_names(SHA, "pdf", 2) == []
    store.delete_blob(SHA)
    assert not store.exists(key) and not store.exists(blob_key(SHA))
    store.delete_blob(SHA)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "blobs/../../etc/passwd",
        "/etc/passwd",
        f"blobs/ab/cd/{SHA}/..",
        f"derived/{SHA}/pdf-1/../x",
        "blobs/ab",
        "x" * 99,
    ],
)
def test_no_other_path_is_ever_opened(store, key):
    with pytest.raises(ValueError):
        check_key(key)
    with pytest.raises(ValueError):
        store.open_range(key)


@pytest.mark.parametrize("name", ["../x.webp", "a/b.webp", ".hidden", "x", "A.webp", "x.webp\n", "..webp"])
def test_derived_names_are_plain(name):
    with pytest.raises(ValueError):
        derived_key(SHA, "pdf", 1, name)


def test_what_a_killed_process_left_is_swept(store):
    store.put(io.BytesIO(b"x"))
    old = store.root / "incoming" / "tmp-old"
    old.write_bytes(b"half")
    os.utime(old, (time.time() - 100_000,) * 2)
    (store.root / "incoming" / "tmp-new").write_bytes(b"being written")
    assert store.sweep_incoming() == 1
    assert [path.name for path in leftovers(store)] == ["tmp-new"]
    assert store.free_bytes() > 0
