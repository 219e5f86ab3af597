"""Which store an address names, and what is no address; what a store that is away looks like."""

import os
import socket
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from media.storage.base import StoreAway, blob_key
from media.storage.bucket import Bucket, bucket_at
from media.storage.embedded import EmbeddedDisk
from media.storage.stores import blob_store, store_at


def test_without_an_address_it_is_the_folder_of_this_machine(settings, tmp_path):
    settings.FILES_URL, settings.MEDIA_ROOT = "", tmp_path
    assert isinstance(blob_store(), EmbeddedDisk) and blob_store().root == tmp_path


def test_the_embedded_city_never_loads_the_client():
    """It takes 0.3 s and 20 MB: nothing may import it before an address asks for it."""
    code = "import django, sys; django.setup(); import media.files.tasks; print('boto3' in sys.modules)"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", "FILES_URL": ""}
    command = [sys.executable, "-c", code]
    told = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    assert told.stdout.strip() == "False"


def test_a_folder_may_have_spaces_and_signs(tmp_path):
    assert store_at("file:///mnt/t%E1%BB%87p%20l%E1%BB%9Bn").root.as_posix() == "/mnt/tệp lớn"


def test_a_bucket_has_a_place_in_it_and_options():
    assert bucket_at("s3://hoclieu") == Bucket("hoclieu")
    address = "s3://hoclieu/thanh-pho/?endpoint=https://s3.example.vn:9000/&region=vn-1"
    assert bucket_at(address) == Bucket("hoclieu", "thanh-pho/", "https://s3.example.vn:9000", "vn-1")


@pytest.mark.parametrize(
    "address",
    [
        "ftp://somewhere/x",
        "files",
        "file://host/x",
        "file:relative",
        "s3://",
        "s3://key:secret@bucket",
        "s3://bucket?endpoint=somewhere",
        "s3://bucket?secret=x",
        "s3://bucket?endpoint",
    ],
)
def test_anything_else_is_refused_without_repeating_it(address):
    """An address may hold what its writer should have kept to himself."""
    with pytest.raises(ImproperlyConfigured) as refusal:
        store_at(address)
    assert "secret" not in str(refusal.value)


@pytest.fixture
def nobody_there(settings, tmp_path, monkeypatch):
    """A bucket on a port where nobody listens."""
    settings.VAR_DIR = tmp_path
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "y")
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield store_at(f"s3://hoclieu?endpoint=http://127.0.0.1:{held.getsockname()[1]}")


def test_a_store_that_is_away_is_said_as_such(nobody_there, tmp_path):
    """Never as "nothing there": a sweep or a page that believed that would forget what is safe."""
    key = blob_key("0" * 64)
    file = tmp_path / "file"
    file.write_bytes(b"x")
    for ask in (
        lambda: nobody_there.size(key),
        lambda: nobody_there.exists(key),
        lambda: nobody_there.open_range(key),
        lambda: nobody_there.adopt(file),
        lambda: nobody_there.delete_blob("0" * 64),
        lambda: list(nobody_there.everything()),
        nobody_there.bucket.answers,
    ):
        with pytest.raises(StoreAway):
            ask()
    assert file.exists()


@pytest.mark.servers("s3")
def test_a_store_that_does_not_know_us_is_away_too(settings):
    bucket = bucket_at(settings.FILES_URL)
    bucket.answers()
    with pytest.raises(StoreAway):
        Bucket("another-bucket", endpoint=bucket.endpoint).answers()
    with pytest.raises(StoreAway):
        Bucket("another-bucket", endpoint=bucket.endpoint).put_bytes("x", b"x")
