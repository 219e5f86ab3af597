"""The Celery application and its one message: "look at this job". Losing a message loses nothing."""

from __future__ import annotations

import logging
import sys

from celery import Celery
from celery.signals import worker_process_init
from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES

from config.database.sqlite.turn import write_in_the_background

log = logging.getLogger(__name__)

RUN_TASK = "config.jobs.run"
PING = 0  # not a job: a worker that reads it only notes that it lives

TRANSPORT_ALIASES["folder"] = "config.jobs.transport:Transport"

app = Celery("hoclieu")
app.config_from_object("django.conf:settings", namespace="CELERY")


@worker_process_init.connect
def leave_the_turn_to_people(**kwargs: object) -> None:
    """Jobs write in the background: those who save an answer come first (SQLite only)."""
    write_in_the_background()


def ring(job_id: int, lane: str = "") -> bool:
    """Wake a worker (of a lane) for this job. False when no broker answers: then the ticker rings again later."""
    if settings.JOBS_INLINE:
        return False
    try:
        app.send_task(RUN_TASK, args=[job_id], queue=lane or None, ignore_result=True, retry=False)
    except Exception:  # whatever the broker's client raises, the row is safe
        log.warning("the broker does not answer; the ticker will ring again", exc_info=sys.exc_info())
        return False
    return True
