"""Reference data of the catalogue: kinds of material and licences."""

from __future__ import annotations

from pathlib import Path

from config.reference import REFERENCE_LOADERS, upsert_csv
from repository.catalogue.vocabulary import Licence, MaterialType

DATA = Path(__file__).parent / "data"


@REFERENCE_LOADERS.register("material types and licences", order=40)
def load_vocabulary() -> int:
    """Upserts both vocabularies; rows that vanished from the files stay."""
    return upsert_csv(MaterialType, DATA / "types.csv") + upsert_csv(Licence, DATA / "licences.csv")
