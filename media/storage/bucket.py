"""A bucket of an S3-speaking object store: the few verbs we need, its errors in our words. One client a process.

Imported only where an address names a bucket (`media.storage.stores`): boto3 takes 0.3 s and 20 MB.
"""

from __future__ import annotations

import contextlib
import functools
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

import boto3.session
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from django.core.exceptions import ImproperlyConfigured

from media.storage.base import ADDRESSES, NotStored, StorageFull, StoreAway

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PIECE = 1024 * 1024
_MISSING = {"404", "NoSuchKey", "NotFound"}
_FULL = {"507", "InsufficientStorage", "QuotaExceeded", "XMinioStorageFull", "EntityTooLarge"}
_OPTIONS = {"endpoint", "region"}
_making = threading.Lock()


@dataclass(frozen=True, slots=True)
class Listed:
    """One object of a listing; its name is the one without the bucket's prefix."""

    name: str
    size: int
    modified: datetime


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where: `name`, everything below `prefix` ("" or "city/"), at `endpoint` ("" = the maker's own), in `region`.

    Who we are is not said here: boto3 finds keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a file or a role.
    """

    name: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""

    def size(self, name: str) -> int:
        """Bytes of an object. Raises NotStored."""
        with _told(name):
            return self._client.head_object(Bucket=self.name, Key=self.prefix + name)["ContentLength"]

    def put(self, name: str, path: Path) -> None:
        """Store a file, in parts when it is large; there is the whole object or none."""
        with _told(name):
            self._client.upload_file(str(path), self.name, self.prefix + name)

    def put_bytes(self, name: str, data: bytes) -> None:
        """Store a few bytes."""
        with _told(name):
            self._client.put_object(Bucket=self.name, Key=self.prefix + name, Body=data)

    def pieces(self, name: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Bytes start..stop, each piece asked for by itself: no line is held open while a reader dawdles.

        The first is fetched at once (NotStored, StoreAway); an object that is replaced meanwhile ends in StoreAway.
        """
        total = self.size(name)
        end = total if stop is None else min(stop, total)
        if start >= end:
            return iter(())
        first, mark = self._piece(name, start, min(start + PIECE, end))
        return self._following(name, first, mark, start, end)

    def download(self, name: str, path: Path) -> None:
        """Copy an object to this machine."""
        with _told(name):
            self._client.download_file(self.name, self.prefix + name, str(path))

    def delete(self, name: str) -> None:
        """Remove an object; nothing happens when there is none."""
        with _told(name), contextlib.suppress(NotStored):
            self._client.delete_object(Bucket=self.name, Key=self.prefix + name)

    def listed(self, begin: str = "") -> Iterator[Listed]:
        """All objects whose names begin so, in the order of names."""
        pages = self._client.get_paginator("list_objects_v2")
        with _told(begin):
            for page in pages.paginate(Bucket=self.name, Prefix=self.prefix + begin):
                for row in page.get("Contents", []):
                    name = row["Key"].removeprefix(self.prefix)
                    yield Listed(name, row["Size"], row["LastModified"])

    def answers(self) -> None:
        """Raise StoreAway unless the bucket is there and lets us in."""
        try:
            with _told(self.name):
                self._client.head_bucket(Bucket=self.name)
        except NotStored:
            raise StoreAway(f"there is no bucket {self.name!r}") from None

    def _following(self, name: str, first: bytes, mark: str, start: int, end: int) -> Iterator[bytes]:
        yield first
        at = start + len(first)
        while at < end:
            piece, _mark = self._piece(name, at, min(at + PIECE, end), mark)
            yield piece
            at += len(piece)

    def _piece(self, name: str, start: int, stop: int, mark: str = "") -> tuple[bytes, str]:
        only: dict[str, Any] = {"IfMatch": mark} if mark else {}
        with _told(name):
            answer = self._client.get_object(
                Bucket=self.name, Key=self.prefix + name, Range=f"bytes={start}-{stop - 1}", **only
            )
            with contextlib.closing(answer["Body"]) as body:
                data = body.read()
        if len(data) != stop - start:
            raise StoreAway(f"{name}: the store sent {len(data)} bytes in place of {stop - start}")
        return data, answer["ETag"]

    @property
    def _client(self) -> S3Client:
        with _making:
            return _client(self.endpoint, self.region, os.getpid())


def bucket_at(address: str) -> Bucket:
    """The bucket of an `s3:` address. Keys never stand in it: they would be shown and logged with it."""
    parts = urlsplit(address)
    options = parse_qs(parts.query, keep_blank_values=True)
    endpoint = options.get("endpoint", [""])[0]
    if (
        not parts.hostname
        or "@" in parts.netloc
        or set(options) - _OPTIONS
        or ("endpoint" in options and urlsplit(endpoint).scheme not in {"http", "https"})
    ):
        raise ImproperlyConfigured(f"This is no address of a bucket (keys do not belong in it): {ADDRESSES}")
    folder = unquote(parts.path).strip("/")
    return Bucket(
        name=parts.netloc,
        prefix=f"{folder}/" if folder else "",
        endpoint=endpoint.rstrip("/"),
        region=options.get("region", [""])[0],
    )


@functools.lru_cache(maxsize=8)
def _client(endpoint: str, region: str, process: int) -> S3Client:
    """boto3's clients may be shared by threads, but not across a fork: hence `process`."""
    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path" if endpoint else "auto"},
        retries={"total_max_attempts": 3, "mode": "standard"},
        connect_timeout=5,
        read_timeout=30,
        max_pool_connections=32,
        # Other makers' stores do not know the newer checksums; the signature covers the bytes.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    session = boto3.session.Session()
    return session.client(
        "s3", endpoint_url=endpoint or None, region_name=region or "us-east-1", config=config
    )


@contextlib.contextmanager
def _told(name: str) -> Iterator[None]:
    """Say in our words what the client says in its own."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in _MISSING:
            raise NotStored(name) from None
        if code in _FULL:
            raise StorageFull("no room left in the store") from error
        raise StoreAway(f"{name}: {code}") from error
    except Boto3Error as error:  # of uploads in parts; the reason is only in its text
        kind = StorageFull if any(code in str(error) for code in _FULL) else StoreAway
        raise kind(f"{name}: {error}") from error
    except (BotoCoreError, HTTPClientError) as error:
        raise StoreAway(f"{name}: {type(error).__name__}") from error
