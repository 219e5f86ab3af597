"""What the ticker does for the catalogue by itself."""

from __future__ import annotations

from config.jobs.registry import sweep
from repository.catalogue.services.sharing import announce_dated_grants
from repository.curation.lifecycle import empty_bin

GRANT_SECONDS = 15
BIN_SECONDS = 3600


@sweep("repository.catalogue.grants.announce", every=GRANT_SECONDS)
def announce_grants() -> int:
    """Grants that have started or run out are told to search."""
    return announce_dated_grants()


@sweep("repository.catalogue.bin.empty", every=BIN_SECONDS)
def empty_the_bin() -> int:
    """Drafts that have lain in the bin for their days are deleted, a hundred at a time."""
    return empty_bin("material")
