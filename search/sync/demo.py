"""The demo city can be searched as soon as it is seeded."""

from __future__ import annotations

import logging

from config.demo import DEMO_STEPS, DemoSize, ProgressReport
from repository.catalogue.models import LearningMaterial
from search.backends.base import EngineError
from search.sync.models import SearchOutbox
from search.sync.rebuild import rebuild, rebuild_needed
from search.sync.relay import relay

log = logging.getLogger(__name__)

MANY = 1_000  # changes from which filling anew is quicker than working off the outbox


@DEMO_STEPS.register("search", order=95)
def index_city(size: DemoSize, report: ProgressReport) -> None:
    """Bring the index up to date; a server that does not answer is left to the relay."""
    try:
        if rebuild_needed() or SearchOutbox.objects.waiting().count() > MANY:
            total = LearningMaterial.objects.count()
            rebuild(progress=lambda done: report(done, total, "works indexed"))
        else:
            relay()
    except EngineError as error:
        log.warning("the demo city is not indexed yet: %s", error)
