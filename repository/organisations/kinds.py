"""The kinds of unit every city starts with; they are rows, so a city adds its own."""

from __future__ import annotations

import csv
from pathlib import Path

from repository.organisations.models import OrgKind

DATA = Path(__file__).parent / "data" / "org_kinds.csv"


def ensure_kinds() -> dict[str, OrgKind]:
    """Kinds by code; those of the packaged list are created where missing, never overwritten."""
    with DATA.open(encoding="utf-8") as source:
        for row in csv.DictReader(source):
            flags = {name: row[name] == "yes" for name in ("is_school", "is_subject_group")}
            defaults = {
                "label_vi": row["label_vi"],
                "label_en": row["label_en"],
                "order": int(row["order"]),
                **flags,
            }
            OrgKind.objects.get_or_create(code=row["code"], defaults=defaults)
    return {kind.code: kind for kind in OrgKind.objects.all()}
