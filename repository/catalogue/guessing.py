"""Proposals for the description of a fresh draft, read from its file. All of them are marked as guesses."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from media.files.models import Upload
from media.files.proposing import PROPOSERS, Proposal
from media.files.sections import full_inspection
from media.files.services import TakenFile
from repository.catalogue.guesses import Guess, guess
from repository.catalogue.models import LearningMaterial
from repository.catalogue.vocabulary import Licence, MaterialType
from repository.curriculum.guess import Guess as Placement
from repository.curriculum.guess import guess_placement
from repository.curriculum.models import GradeLevel, Subject, TextbookSeries, Topic

PURPOSE = "material"
"""What uploads for new materials carry."""
DEFAULT_LICENCE = "cc-by-nc"


def propose(material: LearningMaterial, taken: TakenFile) -> None:
    """Fill title, language, type, subject, grade, topic, series and licence as far as the file tells."""
    proposal = guess(taken.name, full_inspection(taken.blob))
    material.title = (proposal.title or taken.name)[:255]
    material.language = proposal.language or "vi"
    material.material_type = MaterialType.objects.filter(code=proposal.type_code).first()
    material.licence = Licence.objects.filter(code=DEFAULT_LICENCE).first()
    place = _placement(proposal)
    grade = _grade_code(place, proposal)
    material.subject = _subject(place)
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


@PROPOSERS.register(PURPOSE)
def proposals(upload: Upload) -> list[Proposal]:
    """What the description form is going to hold, said while the other files still travel."""
    if upload.blob is None:
        return []
    proposal = guess(upload.name, full_inspection(upload.blob))
    place = _placement(proposal)
    subject = _subject(place)
    said = [
        Proposal(_("title"), proposal.title),
        Proposal(_("subject"), subject.label if subject else ""),
        Proposal(_("grade"), _grade_code(place, proposal) or ""),
    ]
    return [one for one in said if one.text]


def _placement(proposal: Guess) -> Placement:
    return guess_placement(f"{proposal.title} {proposal.hints}")


def _grade_code(place: Placement, proposal: Guess) -> str | None:
    return place.grade_code or (str(proposal.grade) if proposal.grade else None)


def _subject(place: Placement) -> Subject | None:
    return Subject.objects.filter(code=place.subject_code).first() if place.subject_code else None
