"""Kombu's filesystem transport, mended: a message appears whole or not at all, and a bad file is never fatal.

As shipped, a reader can take a file before its writer has filled it; the worker then dies and the message
is gone. Here a message is written under a temporary name and renamed; whatever still cannot be read is set
aside in `unreadable/`. The folder is listed once and worked through from memory, oldest first.
"""

from __future__ import annotations

import logging
import os
import time
import uuid
from collections import deque
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem, virtual
from kombu.utils.encoding import bytes_to_str, str_to_bytes
from kombu.utils.json import dumps, loads

log = logging.getLogger(__name__)

SUFFIX = ".msg"
UNREADABLE = "unreadable"


class Channel(filesystem.Channel):
    """One reader or writer of the folder."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._listed: dict[str, deque[str]] = {}

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:
        folder = Path(self.data_folder_out)
        name = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}{SUFFIX}"
        draft = folder / f"{name}.part"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(str_to_bytes(dumps(payload)))
            draft.rename(folder / name)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise ChannelError(f"cannot write a message into {folder}") from error

    def _get(self, queue: str) -> dict[str, Any]:
        """The oldest message that this reader can take. Raises queue.Empty when there is none."""
        waiting = self._waiting(queue)
        while waiting:
            name = waiting.popleft()
            taken = self._take(name)
            if taken is not None:
                return taken
        raise Empty

    def _waiting(self, queue: str) -> deque[str]:
        """Names still to be tried; the folder is read again only when the last listing is used up."""
        waiting = self._listed.get(queue)
        if not waiting:
            waiting = self._listed[queue] = deque(sorted(self._names(queue)))
        return waiting

    def _names(self, queue: str) -> list[str]:
        ending = f".{queue}{SUFFIX}"
        try:
            with os.scandir(self.data_folder_in) as entries:
                return [entry.name for entry in entries if entry.name.endswith(ending)]
        except FileNotFoundError:
            return []

    def _take(self, name: str) -> dict[str, Any] | None:
        """Claim the file by renaming it, read it, delete it; None when another reader was faster or it is torn."""
        source = Path(self.data_folder_in) / name
        mine = source.with_name(f"{name}.{os.getpid()}.taken")
        try:
            source.rename(mine)
        except OSError:
            return None
        try:
            message = loads(bytes_to_str(mine.read_bytes()))
            if not isinstance(message, dict) or "properties" not in message:
                raise ValueError("not a message")
        except (OSError, ValueError, KeyError, TypeError) as error:
            self._set_aside(mine, name, error)
            return None
        mine.unlink(missing_ok=True)
        return message

    def _set_aside(self, file: Path, name: str, error: Exception) -> None:
        log.error("message %s cannot be read (%s); set aside", name, error)
        aside = Path(self.data_folder_in) / UNREADABLE
        try:
            aside.mkdir(exist_ok=True)
            file.rename(aside / name)
        except OSError:
            log.exception("message %s could not be set aside", name)

    @property
    def control_folder(self) -> Path:
        """Where the bindings of exchanges are kept: inside the queue's folder, made when missing."""
        folder = Path(self.transport_options.get("control_folder") or Path(self.data_folder_in) / "control")
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def get_table(self, exchange: str) -> list[filesystem.exchange_queue_t]:
        """Who listens to an exchange; a torn or missing table is an empty one."""
        try:
            rows = loads(bytes_to_str(self._exchange_file(exchange).read_bytes()))
        except (FileNotFoundError, ValueError):
            return []
        return [filesystem.exchange_queue_t(*row) for row in rows]

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        """Note a listener. The table is replaced whole; a binding lost in a race is made again at each start."""
        file = self._exchange_file(exchange)
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        known = self.get_table(exchange)
        if binding not in known:
            draft = file.with_name(f"{file.name}.{uuid.uuid4()}.part")
            draft.write_bytes(str_to_bytes(dumps([binding, *known])))
            draft.rename(file)

    def _size(self, queue: str) -> int:
        return len(self._names(queue))

    def _purge(self, queue: str) -> int:
        self._listed.pop(queue, None)
        names = self._names(queue)
        for name in names:
            (Path(self.data_folder_in) / name).unlink(missing_ok=True)
        return len(names)


class Transport(filesystem.Transport):
    """`folder://`: messages are files in `data_folder_in` and `data_folder_out`, usually one folder."""

    Channel = Channel
    driver_type = "filesystem"
    driver_name = "folder"

    def __init__(self, client: Any, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        self.state = (
            virtual.BrokerState()
        )  # each connection binds again, whatever became of the folder meanwhile
