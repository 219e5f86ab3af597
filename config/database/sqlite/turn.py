"""A fair turn for writers: SQLite's own waiting is a lottery with tails of seconds, a file lock is a queue.

The lock lies beside the database (`hoclieu.sqlite3.turn`) and orders the writers of all processes and threads.
It only shortens waits; SQLite's own lock still guards the data, so a writer that ignores it does no harm.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time

LONGEST_PAUSE = 0.25  # seconds
_background = False


def write_in_the_background() -> None:
    """From now on this process pauses after each turn as long as it held it (a quarter of a second at most), so that
    work which nobody waits for takes at most half of the writing time from people who save an answer."""
    global _background
    _background = True


class TurnTimeout(Exception):
    """The turn did not come within the time allowed."""


class WriteTurn:
    """One connection's place in the queue. `take` and `give` may be called again; only the first counts."""

    def __init__(self, path: str, *, timeout: float) -> None:
        self._path = path
        self._timeout = timeout
        self._handle: int | None = None
        self._since = 0.0
        self.held = False

    def take(self) -> None:
        """Wait for the turn. Raises TurnTimeout after the connection's timeout."""
        if self.held:
            return
        if self._handle is None:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._wait(self._handle)
        self.held = True
        self._since = time.monotonic()

    def give(self) -> None:
        """Let the next writer in."""
        if self.held and self._handle is not None:
            self.held = False
            fcntl.flock(self._handle, fcntl.LOCK_UN)
            if _background:
                time.sleep(min(time.monotonic() - self._since, LONGEST_PAUSE))

    def close(self) -> None:
        """Leave the queue."""
        self.held = False
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _wait(self, handle: int) -> None:
        """Queue in a thread of its own: the system's queue is fair but cannot be left after a time."""
        waiter = _Waiter(os.dup(handle))
        if not waiter.wait(self._timeout):
            self.close()
            raise TurnTimeout


class _Waiter:
    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._guard = threading.Lock()
        self._got = threading.Event()
        self._left = False
        threading.Thread(target=self._queue, name="write turn", daemon=True).start()

    def wait(self, timeout: float) -> bool:
        """Whether the turn came in time; when not, it is given on as soon as it comes."""
        self._got.wait(timeout)
        with self._guard:
            self._left = not self._got.is_set()
            return not self._left

    def _queue(self) -> None:
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        with self._guard:
            if self._left:
                fcntl.flock(self._handle, fcntl.LOCK_UN)
            os.close(self._handle)
            self._got.set()
