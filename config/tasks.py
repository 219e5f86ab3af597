"""What the ticker does for the house by itself: anchors the evidence, and looks every day whether its chain holds."""

from __future__ import annotations

import structlog

from config.audit.evidence import EVIDENCE, anchor_logs, verify
from config.jobs.registry import sweep

log = structlog.get_logger(__name__)
HOUR, DAY = 3600, 24 * 3600


@sweep("config.audit.anchor", every=HOUR)
def anchor_evidence() -> None:
    """Anchor what has settled."""
    anchor_logs()


@sweep("config.audit.verify", every=DAY)
def verify_evidence() -> None:
    """Say in the log, loudly, which link does not hold; `manage.py doctor` says it too."""
    for name in EVIDENCE.keys():
        if broken := verify(name):
            log.critical("evidence was tampered with", log=name, row=broken.row, anchor=broken.anchor)
