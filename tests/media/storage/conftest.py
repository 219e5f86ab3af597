"""Both kinds of store, each test in a store of its own."""

import os

import pytest

from media.storage.stores import store_at
from tests.suites import apart


def disk_address(tmp_path):
    return f"file://{tmp_path}/files"


@pytest.fixture(params=["file", pytest.param("s3", marks=pytest.mark.servers("s3"))])
def store(request, settings, tmp_path):
    """A store by its address, on the disk and in a bucket."""
    settings.VAR_DIR = tmp_path / "var"
    address = disk_address(tmp_path) if request.param == "file" else apart(os.environ["FILES_URL"])
    store = store_at(address)
    yield store
    if request.param == "s3":
        for listed in list(store.bucket.listed()):
            store.bucket.delete(listed.name)


@pytest.fixture
def disk(tmp_path):
    return store_at(disk_address(tmp_path))
