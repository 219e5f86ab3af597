"""Parts in an object store: each part an object that never changes, so that any machine takes the next one.

There is no fence but the row's offset: of two writers at one place both store an object, one moves the row, the other
takes its object away. What a killed writer left lies beside; the bytes of a file are any unbroken chain of parts that
reaches its end, since all of them were sent for these places by the person whose file it is.
"""

from __future__ import annotations

import contextlib
import re
import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from config.errors import Refused
from media.files.parts.base import (
    Appender,
    OutOfRoom,
    Parts,
    StoreSilent,
    came_otherwise,
    lost,
    upload_folder,
)
from media.storage.base import INCOMING, NotStored, StorageFull, StoreAway

if TYPE_CHECKING:
    from media.storage.bucket import Bucket

IN_MEMORY = 8 * 1024 * 1024
MOST_PIECES = 5000  # a file of 2 GB in parts of 430 kB: no line is so bad, but somebody may try
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}", re.ASCII)
_PIECE = re.compile(r"([0-9]{13})-([0-9]{13})-[0-9a-f]{16}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """Bytes start..stop of a file, and the object that holds them."""

    start: int
    stop: int
    key: str


class BucketParts(Parts):
    """Objects below `incoming/<name>/`."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def appender(self, name: str, offset: int) -> Appender:
        """See Parts.appender."""
        return PieceAppender(self, name, offset)

    @contextlib.contextmanager
    def opened(self, name: str, size: int | None = None) -> Iterator[Path]:
        """See Parts.opened; the parts are joined on this machine and removed from it afterwards."""
        chain = reaching(self.pieces(name), size)
        if chain is None:
            raise NotStored(name)
        with tempfile.TemporaryDirectory(dir=upload_folder(), prefix="pages-") as folder:
            path = Path(folder) / "whole"
            with path.open("wb") as file:
                for piece in chain:
                    file.writelines(self._bucket.pieces(piece.key))
            yield path

    def forget(self, name: str) -> None:
        """See Parts.forget. What cannot be reached now is swept a day later."""
        with contextlib.suppress(StoreAway):
            for piece in self.pieces(name):
                self._bucket.delete(piece.key)

    def leftovers(self, older_than_seconds: int) -> set[str]:
        """See Parts.leftovers."""
        limit = timezone.now() - timedelta(seconds=older_than_seconds)
        young: dict[str, bool] = {}
        for listed in self._bucket.listed(f"{INCOMING}/"):
            name = listed.name.split("/")[1]
            young[name] = young.get(name, False) or listed.modified >= limit
        return {name for name, is_young in young.items() if not is_young}

    def pieces(self, name: str) -> list[Piece]:
        """What has arrived, by place."""
        folder = _folder(name)
        found = []
        for listed in self._bucket.listed(folder):
            if match := _PIECE.fullmatch(listed.name.removeprefix(folder)):
                found.append(Piece(int(match[1]), int(match[2]), listed.name))
        return sorted(found)

    def store(self, name: str, start: int, data: bytes) -> Piece:
        """Keep a part, under a name that nobody else can choose."""
        stop = start + len(data)
        key = f"{_folder(name)}{start:013d}-{stop:013d}-{secrets.token_hex(8)}"
        self._bucket.put_bytes(key, data)
        return Piece(start, stop, key)

    def drop(self, piece: Piece) -> None:
        """Take a part away again, or leave it to the sweep."""
        with contextlib.suppress(StoreAway):
            self._bucket.delete(piece.key)


class PieceAppender(Appender):
    """Collects a part in memory, stores it as an object when it counts."""

    def __init__(self, parts: BucketParts, name: str, offset: int) -> None:
        self.offset = offset
        self._parts = parts
        self._name = name
        self._safe = offset
        self._held = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)

    def __enter__(self) -> Appender:
        return self

    def __exit__(self, *error: object) -> None:
        self._held.close()

    def begin(self, stored_offset: Callable[[], int]) -> None:
        """See Appender.begin. Nobody is fenced off: the row lets one writer through."""
        if stored_offset() != self.offset:
            raise came_otherwise()
        with _said():
            pieces = self._parts.pieces(self._name)
        if len(pieces) >= MOST_PIECES:
            raise Refused(_("This file arrived in too many pieces. Please upload it again."), code="gone")
        if reaching(pieces, self.offset) is None:
            raise lost()

    def write(self, data: bytes) -> None:
        """See Appender.write."""
        self._held.write(data)
        self.offset += len(data)

    def commit(self, save: Callable[[int], bool]) -> None:
        """See Appender.commit."""
        piece = None
        if self.offset > self._safe:
            self._held.seek(0)
            with _said():
                piece = self._parts.store(self._name, self._safe, self._held.read())
        if not save(self.offset):
            if piece is not None:
                self._parts.drop(piece)
            raise came_otherwise()
        self._let_go()
        self._safe = self.offset

    def roll_back(self) -> None:
        """See Appender.roll_back."""
        self._let_go()
        self.offset = self._safe

    def _let_go(self) -> None:
        self._held.seek(0)
        self._held.truncate()


def reaching(pieces: Iterable[Piece], size: int | None) -> list[Piece] | None:
    """An unbroken chain of pieces from 0 to `size` (None: as far as one goes); None when there is none.

    >>> [piece.key for piece in reaching([Piece(0, 5, "torn"), Piece(0, 3, "a"), Piece(3, 8, "b")], 8)]
    ['a', 'b']
    """
    by_stop: dict[int, Piece] = {}
    for piece in sorted(pieces):
        if (piece.start == 0 or piece.start in by_stop) and piece.stop > piece.start:
            by_stop.setdefault(piece.stop, piece)
    at = max(by_stop, default=-1) if size is None else size
    chain: list[Piece] = []
    while at > 0:
        if at not in by_stop:
            return None
        chain.append(by_stop[at])
        at = by_stop[at].start
    return chain[::-1] if at == 0 else None


def _folder(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("not the name of an upload")
    return f"{INCOMING}/{name}/"


@contextlib.contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except StorageFull as error:
        raise OutOfRoom from error
    except StoreAway as error:
        raise StoreSilent from error
