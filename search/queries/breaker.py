"""A breaker before a server that hangs: after one slow failure nobody waits for it again for some seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from search.backends.base import EngineDown

OPEN_SECONDS = 10
SLOW_SECONDS = 0.5  # a failure that costs nobody time needs no breaker

T = TypeVar("T")


class Breaker:
    """`call` runs a question, or raises EngineDown at once while the breaker is open."""

    def __init__(self) -> None:
        self._open_until = 0.0

    def call(self, question: Callable[[], T]) -> T:
        """The answer. Raises EngineDown."""
        began = time.monotonic()
        if began < self._open_until:
            raise EngineDown("the search engine did not answer a moment ago")
        try:
            return question()
        except EngineDown:
            if time.monotonic() - began > SLOW_SECONDS:
                self._open_until = time.monotonic() + OPEN_SECONDS
            raise


breaker = Breaker()
