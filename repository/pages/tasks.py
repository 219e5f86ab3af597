"""Sweeps of this room."""

from __future__ import annotations

from config.jobs.registry import sweep
from repository.pages.services import sync_portal_editors


@sweep("repository.pages.portal_editors", every=3600)
def let_former_editors_go() -> None:
    """Librarians whose role has ended lose the way into the portal's admin."""
    sync_portal_editors()
