"""What every store promises, on the disk and in a bucket alike: by content, whole or not at all, never another path."""

from __future__ import annotations

import hashlib
import io
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from media.storage.base import Kept, NotStored, blob_key, check_key, check_name, derived_key
from media.storage.copying import copy_store

HELLO = b"xin chao" * 400_000
SHA = hashlib.sha256(HELLO).hexdigest()


def content(store, key, *part):
    return b"".join(store.open_range(key, *part))


def test_a_file_lies_under_its_hash(store):
    stored = store.put(io.BytesIO(HELLO))
    assert (stored.sha, stored.size, stored.new) == (SHA, len(HELLO), True)
    assert stored.key == f"blobs/{SHA[:2]}/{SHA[2:4]}/{SHA}" == blob_key(SHA)
    assert content(store, stored.key) == HELLO
    assert store.exists(stored.key) and store.size(stored.key) == len(HELLO)


def test_the_same_content_is_stored_once(store):
    assert store.put(io.BytesIO(HELLO)).new is True
    assert store.put(io.BytesIO(HELLO)).new is False
    assert [kept.name for kept in store.everything()] == [blob_key(SHA)]


def test_an_empty_file_is_a_file(store):
    stored = store.put(io.BytesIO(b""))
    assert store.size(stored.key) == 0 and content(store, stored.key) == b""


def test_an_uploaded_file_is_taken_over(store, tmp_path):
    for new in (True, False):
        upload = tmp_path / "part"
        upload.write_bytes(HELLO)
        stored = store.adopt(upload)
        assert (stored.sha, stored.size, stored.new) == (SHA, len(HELLO), new)
        assert not upload.exists() and content(store, stored.key) == HELLO


def test_a_source_that_breaks_leaves_nothing(store):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise ConnectionResetError
            return super().read(size)

    with pytest.raises(ConnectionResetError):
        store.put(Broken(HELLO))
    assert list(store.everything()) == []
    assert store.sweep_incoming(older_than_seconds=-60) == 0


def test_ranges_are_read_exactly(store):
    key = store.put(io.BytesIO(HELLO)).key
    assert content(store, key, 5, 3_000_000) == HELLO[5:3_000_000]
    assert content(store, key, len(HELLO) - 3) == HELLO[-3:]
    assert content(store, key, 10, 10) == b""
    assert content(store, key, len(HELLO) - 3, len(HELLO) + 99) == HELLO[-3:]
    assert content(store, key, len(HELLO)) == b""


def test_many_readers_at_once_each_get_their_own(store):
    key = store.put(io.BytesIO(HELLO)).key
    with ThreadPoolExecutor(8) as readers:
        parts = list(readers.map(lambda n: content(store, key, n * 1000, n * 1000 + 2_000_000), range(16)))
    assert parts == [HELLO[n * 1000 : n * 1000 + 2_000_000] for n in range(16)]


def test_what_is_not_there_is_said_at_once(store):
    key = blob_key("0" * 64)
    for ask in (store.size, store.open_range, store.read_kept):
        with pytest.raises(NotStored):
            ask(key)
    with pytest.raises(NotStored), store.local_copy(key):
        pass
    assert not store.exists(key)


def test_a_local_copy_is_the_file(store):
    key = store.put(io.BytesIO(HELLO)).key
    with store.local_copy(key) as path:
        assert path.read_bytes() == HELLO
    assert store.exists(key)


def test_derived_files_lie_beside_their_original_and_go_with_it(store, tmp_path):
    store.put(io.BytesIO(HELLO))
    other = store.put(io.BytesIO(b"somebody else's")).key
    for text in (b"old", b"new"):
        made = tmp_path / "page-1.webp"
        made.write_bytes(text)
        key = store.put_derived(SHA, "pdf", 1, made, "page-1.webp")
        assert not made.exists()
    assert key == derived_key(SHA, "pdf", 1, "page-1.webp") == f"derived/{SHA}/pdf-1/page-1.webp"
    assert content(store, key) == b"new"
    assert store.derived_names(SHA, "pdf", 1) == ["page-1.webp"] and store.derived_names(SHA, "pdf", 2) == []
    store.delete_blob(SHA)
    assert not store.exists(key) and not store.exists(blob_key(SHA)) and store.exists(other)
    store.delete_blob(SHA)


def test_everything_is_told_and_copied_once(store, disk, tmp_path):
    """A backup of the bucket, or a move from the disk into it: the second time nothing travels."""
    source = store if store.path_of(blob_key(SHA)) is None else type(disk)(tmp_path / "other")
    target = disk if source is store else store
    source.put(io.BytesIO(HELLO))
    picture = tmp_path / "la.png"
    picture.write_bytes(b"la")
    source.write_kept("original_images/lá_xanh.png", picture)
    kept = [Kept(blob_key(SHA), len(HELLO)), Kept("original_images/lá_xanh.png", 2)]
    assert list(source.everything()) == kept
    assert [copy_store(source, target).copied, copy_store(source, target).copied] == [2, 0]
    assert list(target.everything()) == kept
    assert b"".join(target.read_kept("original_images/lá_xanh.png")) == b"la"
    assert content(target, blob_key(SHA)) == HELLO
    for place in (source, target):
        assert place.size_kept("original_images/lá_xanh.png") == 2
        for _twice in range(2):
            place.drop_kept("original_images/lá_xanh.png")
        with pytest.raises(NotStored):
            place.size_kept("original_images/lá_xanh.png")


def test_a_copy_of_what_is_damaged_is_refused_by_name(store, tmp_path, disk):
    damaged = tmp_path / "damaged"
    damaged.write_bytes(b"another content")
    store.write_kept(blob_key(SHA), damaged)
    report = copy_store(store, type(disk)(tmp_path / "copy"))
    assert (report.copied, report.damaged) == (0, [blob_key(SHA)])


@pytest.mark.parametrize(
    "key",
    [
        "",
        "blobs/../../etc/passwd",
        "/etc/passwd",
        f"blobs/ab/cd/{SHA}/..",
        f"derived/{SHA}/pdf-1/../x",
        "blobs/ab",
        "incoming/abc",
        "x" * 99,
    ],
)
def test_no_other_path_is_ever_opened(store, key):
    with pytest.raises(ValueError):
        check_key(key)
    for ask in (store.open_range, store.size, store.exists):
        with pytest.raises(ValueError):
            ask(key)


@pytest.mark.parametrize(
    "name", ["", "/etc/passwd", "a/../b", "a//b", "./a", "incoming/x", "a\\b", "a\nb", "x" * 600]
)
def test_no_copy_leads_out_of_the_store(store, name, tmp_path):
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(ValueError):
        check_name(name)
    with pytest.raises(ValueError):
        store.write_kept(name, file)
    with pytest.raises(ValueError):
        store.read_kept(name)


@pytest.mark.parametrize("name", ["../x.webp", "a/b.webp", ".hidden", "x", "A.webp", "x.webp\n", "..webp"])
def test_derived_names_are_plain(name):
    with pytest.raises(ValueError):
        derived_key(SHA, "pdf", 1, name)


def test_what_a_killed_process_left_is_swept(store, settings):
    store.put(io.BytesIO(b"x"))
    folder = store.root / "incoming" if store.path_of(blob_key(SHA)) else settings.VAR_DIR / "copies"
    old = folder / "tmp-old"
    old.write_bytes(b"half")
    os.utime(old, (time.time() - 100_000,) * 2)
    (folder / "tmp-new").write_bytes(b"being written")
    assert store.sweep_incoming() == 1
    assert [path.name for path in folder.iterdir()] == ["tmp-new"]
