"""The writers of one process, in a line before the file lock that orders the processes.

Whoever stands first holds or fetches the lock for all. At the end of a turn it goes to the next thread by a word, as
long as no other process waits for it; who waits shows it by a second lock, `….turn.wait`.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import deque
from contextlib import suppress

WAITING = ".wait"
MAKE_ROOM = 0.001  # seconds; the system wakes those who wait, and a newcomer must not be quicker


class TurnTimeout(Exception):
    """The turn did not come within the time allowed."""


class Line:
    """Threads of this process that write to one database: first come, first served."""

    def __init__(self, path: str) -> None:
        self._lock = FileLock(path)
        self._guard = threading.Lock()
        self._waiting: deque[Place] = deque()
        self._is_taken = False  # a thread of this process has the turn, or fetches it
        self._makes_room = False

    def enter(self, timeout: float) -> None:
        """Wait until it is this thread's turn. Raises TurnTimeout after `timeout` seconds, and holds nothing then."""
        until = time.monotonic() + timeout
        if (place := self._line_up()) is not None:
            self._wait(place, timeout)
        if not self._lock.is_held:  # else it was handed on
            self._fetch(until)

    def leave(self, *, hand_on: bool) -> None:
        """End the turn. With `hand_on` the lock goes to the next thread here, unless another process waits for it."""
        if not hand_on or not self._waiting or self._lock.is_wanted():
            self._makes_room = bool(self._waiting)
            self._lock.give_back()
        self._call_next()

    def forget(self) -> None:
        """In a child just forked: what it inherited belongs to its parent."""
        self._lock.drop()

    def _line_up(self) -> Place | None:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return None
            self._waiting.append(place := Place())
            return place

    def _wait(self, place: Place, timeout: float) -> None:
        try:
            if place.wait(timeout):
                return
        except BaseException:
            if not self._step_out(place):
                self.leave(hand_on=True)
            raise
        if self._step_out(place):
            raise TurnTimeout

    def _step_out(self, place: Place) -> bool:
        """False when it has been called meanwhile: the turn is its own."""
        with self._guard, suppress(ValueError):
            self._waiting.remove(place)
            return True
        return False

    def _fetch(self, until: float) -> None:
        try:
            if self._makes_room:
                self._makes_room = False
                time.sleep(MAKE_ROOM)
            self._lock.take(until - time.monotonic())
        except BaseException:
            self._call_next()
            raise

    def _call_next(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().call()
                return
            self._is_taken = False
            self._lock.give_back()


class Place:
    """Where a thread waits until it is called."""

    def __init__(self) -> None:
        self._bell = threading.Lock()
        self._bell.acquire()

    def call(self) -> None:
        """Your turn."""
        self._bell.release()

    def wait(self, timeout: float) -> bool:
        """Whether the call came within `timeout` seconds."""
        return self._bell.acquire(timeout=max(timeout, 0))


class FileLock:
    """The lock that orders the processes. One thread at a time works with it."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._handle: int | None = None
        self._looks: int | None = None
        self.is_held = False

    def take(self, timeout: float) -> None:
        """Raises TurnTimeout when it does not come within `timeout` seconds."""
        if self._handle is None:
            self._handle = _open(self._path)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._queue(timeout)
        self.is_held = True

    def give_back(self) -> None:
        """The next process may come."""
        if self.is_held and self._handle is not None:
            self.is_held = False
            fcntl.flock(self._handle, fcntl.LOCK_UN)

    def is_wanted(self) -> bool:
        """Another process waits for it."""
        if self._looks is None:
            self._looks = _open(self._path + WAITING)
        try:
            fcntl.flock(self._looks, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        fcntl.flock(self._looks, fcntl.LOCK_UN)
        return False

    def drop(self) -> None:
        """Close the files without giving back what somebody else holds through them."""
        for handle in (self._handle, self._looks):
            if handle is not None:
                os.close(handle)

    def _queue(self, timeout: float) -> None:
        """In a thread of its own: the system's queue is fair but cannot be left after a time."""
        waiter = _Waiter(self._handle, self._path)
        self._handle = None
        if not waiter.wait(timeout):
            raise TurnTimeout
        self._handle = waiter.handle


class _Waiter:
    """Stands in the system's queue; when nobody waits for it any more, it gives back what it gets."""

    def __init__(self, handle: int | None, path: str) -> None:
        self.handle = handle
        self._path = path
        self._guard = threading.Lock()
        self._got = threading.Event()
        self._left = False
        threading.Thread(target=self._stand, name="write turn", daemon=True).start()

    def wait(self, timeout: float) -> bool:
        self._got.wait(max(timeout, 0))
        with self._guard:
            self._left = not self._got.is_set()
            return not self._left

    def _stand(self) -> None:
        assert self.handle is not None
        shown = _open(self._path + WAITING)
        fcntl.flock(shown, fcntl.LOCK_SH)
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX)
        finally:
            os.close(shown)
        with self._guard:
            if self._left:
                os.close(self.handle)
            self._got.set()


def _open(path: str) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)


_lines: dict[str, Line] = {}
_lines_guard = threading.Lock()


def line_of(path: str) -> Line:
    """The line of this process before the lock at `path`."""
    line = _lines.get(path)
    if line is None:
        with _lines_guard:
            line = _lines.setdefault(path, Line(path))
    return line


def _begin_anew() -> None:
    global _lines_guard
    for line in _lines.values():
        line.forget()
    _lines.clear()
    _lines_guard = threading.Lock()


os.register_at_fork(after_in_child=_begin_anew)
