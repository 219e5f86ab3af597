"""Reference data of organisations: kinds of unit."""

from __future__ import annotations

from pathlib import Path

from config.reference import REFERENCE_LOADERS, upsert_csv
from repository.organisations.models import OrgKind


@REFERENCE_LOADERS.register("kinds of unit", order=10)
def load_kinds() -> int:
    """Upserts the kinds; no level of the tree is named in code."""
    return upsert_csv(OrgKind, Path(__file__).parent / "data" / "kinds.csv")
