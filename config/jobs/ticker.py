"""The ticker: one process that runs every registered sweep on time, without any broker."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from datetime import timedelta

from django.db import close_old_connections

from config.jobs.models import Heartbeat
from config.jobs.registry import Sweep
from config.jobs.runner import holder_name

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)  # a second ticker takes over when the first was silent this long
RENEW_SECONDS = 10.0
SLOW_SECONDS = 5.0


class Ticker:
    """Runs sweeps when they are due. Several tickers may be started; one works, the others stand by."""

    def __init__(self, sweeps: Iterable[Sweep], *, holder: str = "") -> None:
        self._sweeps = list(sweeps)
        self._holder = holder or holder_name()
        self._last: dict[str, float] = {}
        self._renewed = float("-inf")

    def run(self, stop: threading.Event, *, pause: float = 0.5) -> None:
        """Turn until `stop` is set."""
        while not stop.is_set():
            close_old_connections()
            self._turn_safely()
            stop.wait(pause)

    def turn(self, *, now: float) -> None:
        """Run what is due at `now` (seconds of a steady clock), if this ticker is the one that works."""
        if now - self._renewed >= RENEW_SECONDS:
            if not Heartbeat.objects.take("ticker", self._holder, lease=LEASE):
                return
            self._renewed = now
        for sweep in self._sweeps:
            if now - self._last.get(sweep.name, float("-inf")) >= sweep.every:
                self._last[sweep.name] = now
                self._run(sweep)

    def _turn_safely(self) -> None:
        try:
            self.turn(now=time.monotonic())
        except Exception:  # the database is away: the next turn tries again
            log.exception("the ticker could not turn")

    def _run(self, sweep: Sweep) -> None:
        began = time.monotonic()
        try:
            sweep.run()
        except Exception:
            log.exception("sweep %s failed; it runs again in %s s", sweep.name, sweep.every)
        took = time.monotonic() - began
        if took > SLOW_SECONDS:
            log.warning("sweep %s took %.1f s", sweep.name, took)
