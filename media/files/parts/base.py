"""What the keepers of parts promise, whether the bytes of an upload grow in a file or arrive as objects."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from config.errors import Conflict, Refused


class OutOfRoom(Refused):
    """The disk is full; nothing that was acknowledged is lost."""

    code = "no_space"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The server has no room for more files right now. What has arrived is safe; please try again later."
            )
        )


class StoreSilent(Refused):
    """The store of files does not answer; nothing that was acknowledged is lost."""

    code = "store_away"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Files cannot be stored right now. What has arrived is safe; please try again in a few minutes."
            )
        )


class Appender(ABC):
    """One writer of one upload, from `offset` on. Conflict when another writer has taken over.

    >>> with appender("k7m2x9qd4hvr", offset=0) as part:  # doctest: +SKIP
    ...     part.begin(lambda: upload_offset)
    ...     part.write(b"...")
    ...     part.commit(lambda offset: save(offset))
    """

    offset: int

    @abstractmethod
    def __enter__(self) -> Appender: ...

    @abstractmethod
    def __exit__(self, *error: object) -> None: ...

    @abstractmethod
    def begin(self, stored_offset: Callable[[], int]) -> None:
        """Take over from any earlier writer, if the rows agree that the upload stands at our offset."""

    @abstractmethod
    def write(self, data: bytes) -> None:
        """Append; nothing counts before `commit`."""

    @abstractmethod
    def commit(self, save: Callable[[int], bool]) -> None:
        """Make it safe, then let `save(offset)` note it in the rows; False from it means Conflict."""

    @abstractmethod
    def roll_back(self) -> None:
        """Drop what was written since the last commit, unless another writer has taken over."""


class Parts(ABC):
    """Where the bytes of unfinished uploads lie."""

    @abstractmethod
    def appender(self, name: str, offset: int) -> Appender:
        """A writer of one upload."""

    @abstractmethod
    def opened(self, name: str, size: int | None = None) -> AbstractContextManager[Path]:
        """A path on this machine to read what has arrived (the first `size` bytes, None = all). Raises NotStored."""

    @abstractmethod
    def forget(self, name: str) -> None:
        """Delete the bytes of an upload; harmless when they are gone already."""

    @abstractmethod
    def leftovers(self, older_than_seconds: int) -> set[str]:
        """Names of uploads whose bytes have lain untouched for long."""


def came_otherwise() -> Conflict:
    """Another writer was here first."""
    return Conflict(_("This part has already arrived by another way."), code="offset")


def lost() -> Refused:
    """What the rows count is not there."""
    return Refused(_("Part of this file was lost on the server. Please upload it again."), code="gone")


def upload_folder() -> Path:
    """The folder of this machine for what is on its way in."""
    folder = Path(settings.UPLOAD_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
