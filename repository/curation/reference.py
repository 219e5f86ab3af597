"""Reference data of curation: the chain a new city begins with. What a city has made of it is its own."""

from __future__ import annotations

import csv
from pathlib import Path

from config.reference import REFERENCE_LOADERS
from repository.curation.models import ReviewStep

FILE = Path(__file__).parent / "data" / "review_steps.csv"


@REFERENCE_LOADERS.register("review steps", order=30)
def load_steps() -> int:
    """The default steps of kinds that have none yet: a chain that the city has changed is never put back."""
    known = set(ReviewStep.objects.filter(organisation=None).values_list("kind", flat=True))
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [ReviewStep(**line) for line in csv.DictReader(file) if line["kind"] not in known]
    return len(ReviewStep.objects.bulk_create(rows))
