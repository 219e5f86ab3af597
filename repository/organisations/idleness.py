"""The idle clock of pupils and guests at shared computers: what ends their session, and what keeps it.

A session with SEEN ends after IDLE_SECONDS without a click, whatever its cookie says. Rooms above add to KEEPERS what
counts as a click although it touches no session (answers of a test travel under a token of their own).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils import timezone

from config.registry import Registry

IDLE_SECONDS = 20 * 60
HELD_SECONDS = 6 * 3600  # the longest test and its waiting; the idle clock runs all the same
STEP = 60  # seconds; within them a click writes nothing
SEEN = "pupil_seen"

Keeper = Callable[[Any, datetime], bool]  # a request with what the keeper's floor knows of it
# keeper(request, since): this browser's person did something after `since` that no click shows
KEEPERS: Registry[Keeper] = Registry("reason to keep a pupil signed in")


def start_clock(request: HttpRequest) -> None:
    """From now on this session ends by idleness."""
    request.session[SEEN] = int(time.time())
    request.session.set_expiry(IDLE_SECONDS)


def hold_session(request: HttpRequest) -> None:
    """Cookie and row outlive a long stretch without clicks (a test under way), so that the keepers can be asked."""
    if SEEN in request.session and request.session.get_expiry_age() < HELD_SECONDS:
        request.session.set_expiry(HELD_SECONDS)


def end_or_prolong(request: HttpRequest) -> None:
    """Sign out who was idle for too long; otherwise a click moves the clock on. The keepers are asked only when the
    time is up, so an ordinary click costs nothing more.
    """
    seen = request.session.get(SEEN)
    if seen is None:
        return
    idle = time.time() - seen
    if idle > IDLE_SECONDS:
        since = timezone.now() - timedelta(seconds=IDLE_SECONDS)
        if not any(keeps(request, since) for keeps in KEEPERS.values()):
            logout(request)
            return
    if idle > STEP:
        request.session[SEEN] = int(time.time())
