"""What a job's function holds while it runs: progress, lease and the person it works for."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from config.errors import HouseError
from config.jobs.models import Heartbeat, Job

if TYPE_CHECKING:
    from types import TracebackType

    from config.accounts.models import User

log = logging.getLogger(__name__)


class LeaseLost(HouseError):
    """The job was cancelled, or another worker took it over: stop without writing anything more."""


@dataclass(frozen=True)
class JobHandle:
    """Given to the function of a job. `attempt` counts from 1."""

    id: int
    public_id: str
    kind: str
    subject: str
    actor: User | None
    attempt: int
    max_attempts: int
    holder: str
    lease: timedelta

    @property
    def is_last_attempt(self) -> bool:
        """Whether a failure now is final."""
        return self.attempt >= self.max_attempts

    def progress(self, percent: int, note: str = "") -> None:
        """Report 0-100 and a short translated note, and renew the lease. Raises LeaseLost when cancelled."""
        percent = max(0, min(100, percent))
        self._renew(progress=percent, progress_note=str(note)[:200])

    def heartbeat(self) -> None:
        """Renew the lease. Raises LeaseLost when the job was cancelled or taken over."""
        self._renew()

    def _renew(self, **fields: int | str) -> None:
        until = timezone.now() + self.lease
        if not Job.objects.held(self.id, self.holder).update(lease_until=until, **fields):
            raise LeaseLost(f"{self.kind} {self.public_id} is no longer ours")


class LeaseKeeper:
    """Renews a running job's lease from a thread of its own, so that a long step needs no reports.

    Stops after `limit` seconds: work that hangs is then given to another worker.
    """

    def __init__(self, handle: JobHandle, *, limit: int) -> None:
        self._handle = handle
        self._limit = limit
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"lease {handle.public_id}", daemon=True)

    def __enter__(self) -> LeaseKeeper:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join(timeout=30)

    def _keep(self) -> None:
        pause = self._handle.lease.total_seconds() / 3
        deadline = timezone.now() + timedelta(seconds=self._limit)
        try:
            while not self._done.wait(pause) and timezone.now() < deadline:
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        try:
            self._handle.heartbeat()
            Heartbeat.objects.beat("worker", self._handle.holder)
        except LeaseLost:
            self._done.set()
        except Exception:  # a busy database: the next beat comes before the lease ends
            log.warning("lease of %s not renewed", self._handle.public_id, exc_info=True)
