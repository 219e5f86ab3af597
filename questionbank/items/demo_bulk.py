"""A bank of tens of thousands for load tests: rows in bulk, varied from the questions of the demo.

What differs from questions made by hand: approvals have no rounds and no decisions, and the variants of one question
share its formulas. Versions, keys and places are as the services write them, and search is told of every question.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from config.accounts.models import User
from config.demo import ProgressReport
from config.ids import id_named
from questionbank.items.checking import Content, check_content
from questionbank.items.demo_questions import DemoQuestion, demo_questions
from questionbank.items.models import (
    AnswerKey,
    Bank,
    CognitiveLevel,
    Question,
    QuestionState,
    QuestionVersion,
)
from questionbank.items.services.banks import own_bank, school_bank
from questionbank.items.signals import question_changed
from questionbank.items.wording import fold, hash_of
from questionbank.types.registry import QUESTION_TYPES
from repository.curriculum.models import GradeLevel, Subject, Topic
from repository.organisations.models import Membership, OrgUnit, Role

CHUNK = 50
SCHOOL = "THCS-A"
DRAFTS = 10  # one of ten is a draft in its author's own bank, the others stand in the school's
LEVELS = list(CognitiveLevel)
CONTEXTS = (
    "Lớp 6A chuẩn bị một buổi ngoại khoá.", "Bạn Minh ghi lại kết quả vào vở.", "Nhóm của Lan làm thí nghiệm ở sân trường.",
    "Một cửa hàng trong chợ bán hàng buổi sáng.", "Bác An đo mảnh vườn sau nhà.", "Đội bóng của trường tập luyện mỗi tuần.",
    "Thư viện trường mua thêm sách mới.", "Một chuyến xe đi từ bến đến trường.", "Cô giáo cho một ví dụ trên bảng.",
    "Hai bạn so sánh cách làm của mình.", "Tổ bốn thu gom giấy vụn.", "Cả lớp trồng cây bên bờ ao.",
)  # fmt: skip


@dataclass(frozen=True)
class Pattern:
    """A question of the demo, typed once, with where it belongs."""

    type_key: str
    content: Content
    subject: Subject
    grade: GradeLevel
    topic: Topic | None


@dataclass(frozen=True)
class World:
    """What the rows point to, read once."""

    school: Bank
    authors: list[tuple[User, OrgUnit, Bank]]
    patterns: list[Pattern]


def grow_questions(total: int, report: ProgressReport) -> None:
    """Adds questions until the city has `total`. Those that exist are left out, so it can be run again."""
    made = Question.objects.exclude(public_id__in=[bulk_id(number) for number in range(total)]).count()
    world = _world()
    if not world.authors or not world.patterns:
        return
    for start in range(made, total, CHUNK):
        numbers = range(start, min(start + CHUNK, total))
        ids = {bulk_id(number): number for number in numbers}
        known = set(Question.objects.filter(public_id__in=ids).values_list("public_id", flat=True))
        _write(world, {one: number for one, number in ids.items() if one not in known})
        report(numbers.stop, total, "questions in bulk")


def bulk_id(number: int) -> str:
    """The public id of the question of this number, the same in every run."""
    return id_named(f"demo-question-{number}")


def _world() -> World:
    unit = OrgUnit.objects.get(code=SCHOOL)
    posts = Membership.objects.filter(
        role=Role.TEACHER, unit__kind__is_subject_group=True, unit__path__startswith=unit.path
    ).select_related("user", "unit")
    authors = [(post.user, post.unit, own_bank(post.user)) for post in posts.order_by("pk")]
    subjects = {row.code: row for row in Subject.objects.all()}
    grades = {row.code: row for row in GradeLevel.objects.all()}
    topics = {row.code: row for row in Topic.objects.all()}
    patterns = [
        Pattern(one.type_key, _typed(one), subjects[one.subject], grades[one.grade], topics.get(one.topic))
        for one in demo_questions()
    ]
    return World(school_bank(unit), authors, patterns)


def _typed(one: DemoQuestion) -> Content:
    content = check_content(QUESTION_TYPES[one.type_key], one.body, one.key)
    if content.problems:
        raise ValueError(f"a demo question does not fit its type: {content.problems}")
    return content


@transaction.atomic
def _write(world: World, ids: dict[str, int]) -> None:
    """Questions, then versions, then the pointers to them, then keys."""
    if not ids:
        return
    planned = {one: world.patterns[number % len(world.patterns)] for one, number in ids.items()}
    now = timezone.now()
    rows = Question.objects.bulk_create(
        _question(world, one, number, planned[one]) for one, number in ids.items()
    )
    versions = QuestionVersion.objects.bulk_create(
        _version(row, ids[row.public_id], planned[row.public_id].content) for row in rows
    )
    for row, version in zip(rows, versions, strict=True):
        row.draft = version
        row.published = version if row.state == QuestionState.APPROVED else None
        row.updated_at = now - timedelta(minutes=ids[row.public_id])
    Question.objects.bulk_update(rows, ["draft", "published", "updated_at"])
    AnswerKey.objects.bulk_create(
        AnswerKey(
            version=version,
            number=1,
            key=planned[row.public_id].content.key,
            author=row.author,
            in_force_at=now,
        )
        for row, version in zip(rows, versions, strict=True)
    )
    question_changed.send(sender=Question, public_ids=list(ids))


def _question(world: World, public_id: str, number: int, pattern: Pattern) -> Question:
    author, group, bank = world.authors[number % len(world.authors)]
    is_draft = number % DRAFTS == 0
    return Question(
        public_id=public_id,
        bank=bank if is_draft else world.school,
        subject_group=None if is_draft else group,
        type_key=pattern.type_key,
        author=author,
        state=QuestionState.DRAFT if is_draft else QuestionState.APPROVED,
        subject=pattern.subject,
        grade=pattern.grade,
        topic=pattern.topic,
        level=LEVELS[number % len(LEVELS)],
    )


def _version(question: Question, number: int, content: Content) -> QuestionVersion:
    """The pattern's text behind a sentence of its own, so that no two questions say the same."""
    said = f"{CONTEXTS[number % len(CONTEXTS)]} (Bài {number})"
    text = f"{said} {content.text}"
    return QuestionVersion(
        question=question,
        number=1,
        body=_varied(content.body, said),
        plain_text=text,
        folded_text=fold(text),
        text_hash=hash_of(text),
        author=question.author,
        frozen_at=timezone.now() if question.state == QuestionState.APPROVED else None,
    )


def _varied(body: dict[str, Any], said: str) -> dict[str, Any]:
    varied = deepcopy(body)
    stem = varied["stem"]
    for name, written in (("source", f"<p>{said}</p>"), ("html", f"<p>{said}</p>"), ("text", f"{said} ")):
        stem[name] = written + stem[name]
    return varied
