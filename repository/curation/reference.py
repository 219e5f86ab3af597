"""Reference data of curation: the default chain of review, which a school may replace by its own rows."""

from __future__ import annotations

from pathlib import Path

from config.reference import REFERENCE_LOADERS, upsert_csv
from repository.curation.models import ReviewStep


@REFERENCE_LOADERS.register("review steps", order=30)
def load_steps() -> int:
    """Upserts the default steps (those without an organisation)."""
    path = Path(__file__).parent / "data" / "review_steps.csv"
    return upsert_csv(ReviewStep, path, key=("organisation_id", "kind", "order"))
