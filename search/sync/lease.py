"""The right to write to the indexes: one process at a time, whichever engine; it runs out by itself after a kill."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from config.errors import HouseError
from config.jobs.runner import holder_name
from search.backends import engine
from search.sync.models import IndexLease

NAME = "index"
LEASE = timedelta(seconds=90)


class LeaseGone(HouseError):
    """Somebody else writes now: stop at once."""


class WritingLease:
    """Held while writing; renew it before every bulk."""

    def __init__(self, holder: str) -> None:
        self.holder = holder

    def renew(self) -> None:
        """Keep it for another LEASE. Raises LeaseGone when it was lost."""
        if not IndexLease.objects.take(NAME, self.holder, LEASE):
            raise LeaseGone("another process writes to the search index")

    def pace(self) -> None:
        """Wait until the last commit is a second old, whoever made it; an index of many tiny commits gets slow."""
        interval = settings.SEARCH_COMMIT_SECONDS
        if not interval:
            return
        last = IndexLease.objects.filter(name=NAME).values_list("committed_at", flat=True).first()
        age = (timezone.now() - last).total_seconds() if last else interval
        if 0 <= age < interval:
            time.sleep(interval - age)

    def committed(self) -> None:
        """Note the time of a commit."""
        IndexLease.objects.filter(name=NAME).update(committed_at=timezone.now())


@contextmanager
def writing_lease(*, wait_seconds: float = 0) -> Iterator[WritingLease | None]:
    """The lease, or None while another process has it (after waiting for it that long)."""
    holder = f"{holder_name()}/{threading.get_ident()}"
    deadline = time.monotonic() + wait_seconds
    while not IndexLease.objects.take(NAME, holder, LEASE):
        if time.monotonic() >= deadline:
            yield None
            return
        time.sleep(0.5)
    try:
        yield WritingLease(holder)
    finally:
        engine().release()
        IndexLease.objects.release(NAME, holder)
