"""Proposals for the description of a fresh draft, read from its file. All of them are marked as guesses."""

from __future__ import annotations

from django.utils import timezone

from media.files.sections import full_inspection
from media.files.services import TakenFile
from media.formats.guesses import guess
from repository.catalogue.models import LearningMaterial
from repository.catalogue.vocabulary import Licence, MaterialType
from repository.curriculum.guess import guess_placement
from repository.curriculum.models import GradeLevel, Subject, TextbookSeries, Topic

_TYPE_OF_KIND = {
    "lecture": "e_lecture",
    "worksheet": "worksheet",
    "test": "test",
    "lesson_plan": "lesson_plan",
    "textbook": "digital_textbook",
    "video": "lecture_video",
    "picture": "media_asset",
    "document": "reference",
}
DEFAULT_LICENCE = "cc-by-nc"


def propose(material: LearningMaterial, taken: TakenFile) -> None:
    """Fill title, language, type, subject, grade, topic, series and licence as far as the file tells."""
    proposal = guess(taken.name, full_inspection(taken.blob))
    material.title = (proposal.title or taken.name)[:255]
    material.language = proposal.language or "vi"
    material.material_type = MaterialType.objects.filter(
        code=_TYPE_OF_KIND.get(proposal.kind, "reference")
    ).first()
    material.licence = Licence.objects.filter(code=DEFAULT_LICENCE).first()
    place = guess_placement(f"{proposal.title} {proposal.hints}")
    grade = place.grade_code or (str(proposal.grade) if proposal.grade else None)
    material.subject = Subject.objects.filter(code=place.subject_code).first() if place.subject_code else None
    material.series = TextbookSeries.objects.default_on(timezone.localdate())
    material.grades.set(GradeLevel.objects.filter(code=grade) if grade else [])
    material.topics.set(Topic.objects.filter(code=place.topic_code) if place.topic_code else [])
    candidates = {
        "title": True,
        "material_type": material.material_type,
        "subject": material.subject,
        "grades": grade,
        "topics": place.topic_code,
        "licence": material.licence,
    }
    material.guessed_fields = [name for name, value in candidates.items() if value]
