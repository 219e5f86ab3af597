"""A fair turn for writers: SQLite's own waiting is a lottery with tails of seconds, a file lock is a queue.

The lock lies beside the database (`hoclieu.sqlite3.turn`) and orders the processes; inside one, threads wait in a line
and hand the lock on (`line.py`). It only shortens waits; SQLite's own lock still guards the data, so a writer that
ignores it does no harm.
"""

from __future__ import annotations

import time

from config.database.sqlite.line import TurnTimeout, line_of

LONGEST_PAUSE = 0.25  # seconds
_background = False

__all__ = ["TurnTimeout", "WriteTurn", "write_in_the_background"]


def write_in_the_background() -> None:
    """From now on this process pauses after each turn as long as it held it (a quarter of a second at most), so that
    work which nobody waits for takes at most half of the writing time from people who save an answer."""
    global _background
    _background = True


class WriteTurn:
    """One connection's place in the queue. `take` and `give` may be called again; only the first counts."""

    def __init__(self, path: str, *, timeout: float) -> None:
        self._path = path
        self._timeout = timeout
        self._since = 0.0
        self.held = False

    def take(self) -> None:
        """Wait for the turn. Raises TurnTimeout after the connection's timeout."""
        if self.held:
            return
        line_of(self._path).enter(self._timeout)
        self.held = True
        self._since = time.monotonic()

    def give(self) -> None:
        """Let the next writer in: of this process, unless another process waits or this one works in the background."""
        if not self.held:
            return
        self.held = False
        line_of(self._path).leave(hand_on=not _background)
        if _background:
            time.sleep(min(time.monotonic() - self._since, LONGEST_PAUSE))

    def close(self) -> None:
        """Leave the queue."""
        if self.held:
            self.held = False
            line_of(self._path).leave(hand_on=False)
