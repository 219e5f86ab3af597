"""Demo step: forty materials with real files in every state of review, by the services that teachers use.

Asked for more, it grows the city by bulk rows over some hundred distinct files (`demo_bulk`), so that load can be
tried. Running it again adds what is missing and changes nothing else.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from config.accounts.models import User
from config.demo import DEMO_STEPS, DemoSize, ProgressReport
from repository.catalogue.demo_bulk import grow_materials
from repository.catalogue.demo_files import Lesson, make_file
from repository.catalogue.demo_intake import arrived
from repository.catalogue.models import Audience, LearningMaterial, WorkAlias
from repository.catalogue.services.authoring import Description, describe, start_materials
from repository.catalogue.services.sharing import Terms, share
from repository.catalogue.vocabulary import Licence, MaterialType
from repository.curation.demo import decider_of
from repository.curation.lifecycle import move_to_bin, retire, submit
from repository.curation.models import ReviewRound, Verdict
from repository.curation.services import Decision, decide
from repository.curriculum.models import GradeLevel, Subject, TextbookSeries, Topic
from repository.organisations.models import Role
from repository.organisations.people import people_with
from repository.organisations.places import places_for
from repository.organisations.viewer import viewer_for

LESSONS = Path(__file__).parent / "data" / "demo_lessons.csv"
FOR_PUPILS = frozenset({"e_lecture", "lecture_video", "media_asset"})


@dataclass(frozen=True)
class DemoLesson:
    """A row of `demo_lessons.csv`."""

    key: str
    author: str
    subject: str
    grade: str
    topic: str
    type: str
    format: str
    state: str
    title: str
    points: list[tuple[str, str]]

    @property
    def alias(self) -> str:
        """What marks the work as made already."""
        return f"demo:{self.key}"


@DEMO_STEPS.register("materials", order=50)
def seed_materials(size: DemoSize, report: ProgressReport) -> None:
    """The forty by hand, the rest in bulk."""
    lessons = read_lessons()[: size.materials]
    known = set(WorkAlias.objects.filter(alias__startswith="demo:").values_list("alias", flat=True))
    for number, lesson in enumerate(lessons, start=1):
        if lesson.alias not in known and User.objects.filter(username=lesson.author).exists():
            _make(lesson)
        report(number, size.materials, lesson.title)
    if size.materials > len(lessons):
        grow_materials(size.materials, len(lessons), report)


def read_lessons() -> list[DemoLesson]:
    """The rows of the file, points split into heading and text."""
    with LESSONS.open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    return [DemoLesson(**{**row, "points": _points(row["points"])}) for row in rows]  # type: ignore[arg-type]


@transaction.atomic
def _make(lesson: DemoLesson) -> None:
    """One material, all or nothing: a run that is cut off leaves whole ones only."""
    author = User.objects.get(username=lesson.author)
    material = _drafted(author, lesson)
    WorkAlias.objects.create(alias=lesson.alias, material=material)
    _OUTCOMES[lesson.state](author, material)


def _drafted(author: User, lesson: DemoLesson) -> LearningMaterial:
    subject = Subject.objects.get(code=lesson.subject)
    data = make_file(lesson.format, Lesson(lesson.title, subject.hue, lesson.points))
    upload = arrived(author, f"{_file_name(lesson)}.{lesson.format}", data)
    place = places_for(viewer_for(author))[0]
    [material] = start_materials(
        author,
        organisation=place.organisation,
        subject_group=place.subject_group,
        upload_ids=[upload.public_id],
    )
    describe(author, material=material, description=_description(author, lesson, subject))
    return _fresh(material)


def _description(author: User, lesson: DemoLesson, subject: Subject) -> Description:
    return Description(
        title=lesson.title,
        subject=subject,
        grades=[GradeLevel.objects.get(code=lesson.grade)],
        licence=Licence.objects.get(code="cc-by-nc" if int(lesson.key) % 3 else "cc-by"),
        rights_statement="own",
        material_type=MaterialType.objects.get(code=lesson.type),
        description=" ".join(f"{heading}." for heading, _text in lesson.points),
        topics=list(Topic.objects.filter(code=lesson.topic)),
        series=TextbookSeries.objects.default_on(),  # type: ignore[arg-type]
        authors=author.display_name,
        keywords=", ".join(heading.lower() for heading, _text in lesson.points[:3]),
        for_pupils=lesson.type in FOR_PUPILS,
    )


def _submitted(author: User, material: LearningMaterial) -> None:
    submit(author, work=material, message="Nhờ Thầy/Cô thẩm định giúp.")


def _appraised(author: User, material: LearningMaterial) -> None:
    """Where the author leads the group, a deputy or the vice principal appraises."""
    _submitted(author, material)
    _decide(material, Verdict.APPRAISE, "Nội dung phù hợp với chương trình.")


def _returned(author: User, material: LearningMaterial) -> None:
    _submitted(author, material)
    anchors = [
        {"target": "field:title", "note": "Ghi rõ tiết mấy để thầy cô khác dễ tìm."},
        {"target": "page=2", "note": "Hình chưa có nguồn, Thầy/Cô bổ sung giúp."},
    ]
    _decide(material, Verdict.RETURN, "Bài tốt, cần sửa hai chỗ nhỏ.", anchors)


def _approved(author: User, material: LearningMaterial) -> None:
    _appraised(author, material)
    _decide(material, Verdict.APPROVE, "")


def _shared(audience: Audience) -> Callable[[User, LearningMaterial], None]:
    def make(author: User, material: LearningMaterial) -> None:
        _approved(author, material)
        work = _fresh(material)
        librarian = people_with([work.owner_org], {Role.LIBRARIAN})[0]
        unit = work.owner_org.parent if audience == Audience.UNIT_BELOW else None
        share(
            librarian,
            material=work,
            terms=Terms(audience, unit=unit, basis="Kế hoạch chia sẻ học liệu 2026-2027"),
        )

    return make


def _newer(author: User, material: LearningMaterial) -> None:
    """Shared, and a corrected version waits for approval."""
    _shared(Audience.MEMBERS)(author, material)
    work = _fresh(material)
    corrected = _description_of(work)
    corrected.title = f"{work.title} (bản sửa lỗi)"
    describe(author, material=work, description=corrected)
    submit(author, work=_fresh(material), message="Sửa đáp án bài tập cuối.")


def _withdrawn(author: User, material: LearningMaterial) -> None:
    _shared(Audience.MEMBERS)(author, material)
    work = _fresh(material)
    librarian = people_with([work.owner_org], {Role.LIBRARIAN})[0]
    retire(librarian, work=work, reason="Đã có bản biên soạn lại theo chương trình mới.")


def _binned(author: User, material: LearningMaterial) -> None:
    move_to_bin(author, work=material)


def _left_alone(author: User, material: LearningMaterial) -> None:
    """A draft stays a draft."""


def _decide(
    material: LearningMaterial, verdict: Verdict, note: str, anchors: list[dict[str, str]] | None = None
) -> None:
    """Whoever may decide the open step does: head or deputy, principal, or the vice principal in their place."""
    review_round = ReviewRound.objects.open().get(kind="material", subject_id=material.public_id)
    decider = decider_of(review_round)
    decide(
        decider,
        review_round=review_round,
        decision=Decision(verdict, review_round.digest, note, anchors=anchors or []),
    )


def _description_of(work: LearningMaterial) -> Description:
    return Description(
        title=work.title,
        subject=work.subject,
        grades=list(work.grades.all()),
        licence=work.licence,
        rights_statement=work.rights_statement,
        material_type=work.material_type,
        description=work.description,
        topics=list(work.topics.all()),
        series=work.series,
        authors=work.authors,
        keywords=work.keywords,
        for_pupils=work.for_pupils,
    )


def _fresh(material: LearningMaterial) -> LearningMaterial:
    return LearningMaterial.objects.get(pk=material.pk)


def _points(text: str) -> list[tuple[str, str]]:
    parts = (part.partition(": ") for part in text.split("|"))
    return [(heading, rest or heading) for heading, _colon, rest in parts]


def _file_name(lesson: DemoLesson) -> str:
    """As teachers name files: subject and grade, then words without odd signs."""
    words = "".join(letter if letter.isalnum() or letter in " -" else " " for letter in lesson.title)
    return f"{lesson.subject}{lesson.grade} - {' '.join(words.split())[:60]}".strip()


_OUTCOMES: dict[str, Callable[[User, LearningMaterial], None]] = {
    "draft": _left_alone,
    "bin": _binned,
    "submitted": _submitted,
    "appraised": _appraised,
    "returned": _returned,
    "approved": _approved,
    "members": _shared(Audience.MEMBERS),
    "public": _shared(Audience.PUBLIC),
    "ward": _shared(Audience.UNIT_BELOW),
    "newer": _newer,
    "withdrawn": _withdrawn,
}
