"""What a page says of a work, read from a snapshot: the frozen one of a version, or the draft's of this moment."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from repository.catalogue.models import LearningMaterial, MaterialVersion
from repository.catalogue.snapshot import snapshot_of
from repository.curriculum.terms import TermLabel, label_of, labels_of


@dataclass(frozen=True)
class Facts:
    """The description in words."""

    title: str
    description: str
    authors: str
    keywords: list[str]
    subject: TermLabel | None
    grades: list[TermLabel]
    topics: list[TermLabel]
    outcomes: list[TermLabel]
    material_type: TermLabel | None
    series: TermLabel | None
    licence: TermLabel | None
    rights_note: str


def facts_of_version(version: MaterialVersion) -> Facts:
    """As it was approved."""
    return facts_from(version.metadata)


def facts_of_draft(draft: LearningMaterial) -> Facts:
    """As the work in progress says now."""
    return facts_from(asdict(snapshot_of(draft)))


def facts_from(metadata: dict[str, Any]) -> Facts:
    """From the JSON of a snapshot."""
    return Facts(
        title=metadata["title"],
        description=metadata.get("description", ""),
        authors=metadata.get("authors", ""),
        keywords=[
            word for word in (part.strip() for part in metadata.get("keywords", "").split(",")) if word
        ],
        subject=label_of("subject", metadata.get("subject", "")),
        grades=labels_of("grade", metadata.get("grades", [])),
        topics=labels_of("topic", metadata.get("topics", [])),
        outcomes=labels_of("outcome", metadata.get("outcomes", [])),
        material_type=label_of("type", metadata.get("material_type", "")),
        series=label_of("series", metadata.get("series", "")),
        licence=label_of("licence", metadata.get("licence", "")),
        rights_note=metadata.get("rights_note", ""),
    )
