"""The doctor's look at search: does the engine answer, do the indexes fit, does the outbox move?"""

from __future__ import annotations

from collections.abc import Iterator

from config.doctor import DOCTOR, Finding, error, ok, warning
from search.backends import engine
from search.indexes import definitions
from search.sync.relay import outbox_state

LATE_SECONDS = 60


@DOCTOR.register("search.index", order=60)
def search_index() -> Iterator[Finding]:
    """Engine and layout."""
    health = engine().health()
    if not health.ok:
        advice = "Start the search server or correct ELASTICSEARCH_URL. Nothing is lost: the outbox waits."
        yield error("search index", f"{health.engine}: {health.reason}", advice)
        return
    unfit = [name for name, definition in definitions().items() if not engine().state(definition).fits]
    if unfit:
        yield error(
            "search index", f"missing or of another layout: {', '.join(unfit)}", "manage.py rebuild_index"
        )
    else:
        yield ok("search index", f"{health.engine}, {len(definitions())} indexes")


@DOCTOR.register("search.outbox", order=61)
def search_outbox() -> Iterator[Finding]:
    """What is owed to the indexes, and what was given up."""
    state = outbox_state()
    said = f"{state.waiting} waiting, the oldest for {state.oldest_seconds:.0f} s"
    if state.dead:
        advice = "Look at the reasons with manage.py check_index, then put right with --repair."
        yield error("search outbox", f"{state.dead} given up; {said}", advice)
    elif state.oldest_seconds > LATE_SECONDS:
        yield warning("search outbox", said, "Is a worker or the ticker running? manage.py ticker")
    else:
        yield ok("search outbox", said)
