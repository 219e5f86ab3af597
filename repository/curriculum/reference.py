"""Reference data of the curriculum, loaded with that of the other rooms."""

from __future__ import annotations

from config.reference import REFERENCE_LOADERS
from repository.curriculum.load import load_folder


@REFERENCE_LOADERS.register("curriculum", order=20)
def load_curriculum() -> int:
    """Upserts every table of the packaged CSV files."""
    return sum(tally.created + tally.changed for tally in load_folder())
