"""What a version freezes: a plain snapshot of metadata and files, and the digest that decisions name."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from repository.catalogue.models import LearningMaterial


@dataclass(frozen=True)
class FrozenFile:
    """One file of the manifest: role, name and the SHA-256 of its bytes."""

    entry_id: str
    role: str
    name: str
    sha256: str


@dataclass(frozen=True)
class Snapshot:
    """Metadata by code, so that it can be read for ever, and the file list."""

    title: str
    description: str
    material_type: str
    subject: str
    grades: list[str]
    topics: list[str]
    outcomes: list[str]
    series: str
    licence: str
    rights_statement: str
    rights_note: str
    authors: str
    keywords: str
    language: str
    for_pupils: bool
    files: list[FrozenFile]

    @property
    def digest(self) -> str:
        """SHA-256 over everything a reviewer saw."""
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def snapshot_of(material: LearningMaterial) -> Snapshot:
    """The snapshot of a row or of a revision as an object."""
    return Snapshot(
        title=material.title,
        description=material.description,
        material_type=material.material_type.code if material.material_type else "",
        subject=material.subject.code if material.subject else "",
        grades=sorted(grade.code for grade in material.grades.all()),
        topics=sorted(topic.code for topic in material.topics.all()),
        outcomes=sorted(outcome.code for outcome in material.outcomes.all()),
        series=material.series.code if material.series else "",
        licence=material.licence.code if material.licence else "",
        rights_statement=material.rights_statement,
        rights_note=material.rights_note,
        authors=material.authors,
        keywords=material.keywords,
        language=material.language,
        for_pupils=material.for_pupils,
        files=[
            FrozenFile(entry.public_id, entry.role, entry.name, entry.blob.sha256)
            for entry in material.manifest.all()
        ],
    )
