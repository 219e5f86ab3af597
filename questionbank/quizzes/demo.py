"""Demo step: three quizzes of one teacher, made by the services that teachers use; one of them is open now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from config.accounts.models import User
from config.demo import DEMO_STEPS, DemoSize, ProgressReport
from questionbank.items.models import Question, QuestionState
from questionbank.papers.contents import meant_version
from questionbank.papers.services.arranging import add_part, add_questions, set_points, spread_points
from questionbank.quizzes.models import Quiz
from questionbank.quizzes.services.composing import PartEdit, Settings, create_quiz, save_composition
from questionbank.quizzes.services.publishing import publish_quiz
from repository.organisations.models import ClassGroup

AUTHOR, SCHOOL = "gv.toan.a", "THCS-A"
TITLES = ("Trắc nghiệm", "Đúng - sai", "Trả lời ngắn")
TYPES = ("multiple_choice", "true_false_group", "short_answer")


@dataclass(frozen=True)
class DemoQuiz:
    """How a quiz is composed: questions of each type from the teacher's own and the school's bank."""

    title: str
    class_name: str
    grade: str
    counts: tuple[int, int, int]
    points: tuple[str, str, str]
    minutes: int
    cluster_rule: str = "steps_2025"
    is_running: bool = False


QUIZZES = (
    DemoQuiz("Kiểm tra 15 phút: Phân số và số nguyên", "6A1", "6", (8, 2, 2), ("0.75", "1", "1"), 15),
    DemoQuiz("Ôn tập giữa kì I Toán 6", "6A1", "6", (6, 2, 3), ("0.5", "2", "1"), 45, cluster_rule="linear"),
    DemoQuiz("Luyện tập: Số và phép tính", "6A1", "6", (4, 1, 2), ("1", "2", "2"), 30, is_running=True),
)


@DEMO_STEPS.register("quizzes", order=75)
def seed_quizzes(size: DemoSize, report: ProgressReport) -> None:
    """The three, each all or nothing; left out where no questions are wanted or the teacher has too few for it."""
    author = User.objects.filter(username=AUTHOR).first()
    if author is None or not size.questions:
        return
    for number, planned in enumerate(QUIZZES, start=1):
        if (
            _can_be_made(author, planned)
            and not Quiz.objects.filter(author=author, title=planned.title).exists()
        ):
            _make(author, planned)
        report(number, len(QUIZZES), planned.title)


def _can_be_made(author: User, planned: DemoQuiz) -> bool:
    wanted = zip(TYPES, planned.counts, strict=True)
    return all(len(_questions(author, planned.grade, kind)) >= count for kind, count in wanted)


@transaction.atomic
def _make(author: User, planned: DemoQuiz) -> None:
    quiz = create_quiz(author, title=planned.title)
    while quiz.paper.parts.count() < len(TYPES):
        add_part(author, paper=quiz.paper, edit_number=_edit(quiz))
    for part, kind, count, points in zip(
        quiz.paper.parts.order_by("order"), TYPES, planned.counts, planned.points, strict=True
    ):
        chosen = _questions(author, planned.grade, kind)[:count]
        add_questions(author, part=part, edit_number=_edit(quiz), questions=chosen)
        set_points(author, part=part, edit_number=_edit(quiz), points=Decimal(points))
    spread_points(author, paper=quiz.paper, edit_number=_edit(quiz))
    save_composition(
        author, quiz=quiz, edit_number=_edit(quiz), settings=_settings(planned), parts=_parts(quiz, planned)
    )
    publish_quiz(author, quiz=Quiz.objects.get(pk=quiz.pk))


def _edit(quiz: Quiz) -> int:
    return Quiz.objects.values_list("paper__edit_number", flat=True).get(pk=quiz.pk)


def _questions(author: User, grade: str, kind: str) -> list[Question]:
    """The author's finished ones: a city in use holds half-written and retired questions too."""
    own = Question.objects.filter(author=author, type_key=kind, grade__code=grade, deleted_at__isnull=True)
    usable = own.exclude(state=QuestionState.RETIRED)
    rows = usable.select_related("draft", "published").order_by("pk")
    meant = ((row, meant_version(row, author_id=author.pk)) for row in rows)
    return [row for row, version in meant if version is not None and version.is_ready]


def _settings(planned: DemoQuiz) -> Settings:
    now = timezone.now()
    classes = ClassGroup.objects.filter(school__code=SCHOOL, name=planned.class_name, closed_at__isnull=True)
    return Settings(
        title=planned.title,
        class_groups=tuple(classes),
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=30) if planned.is_running else None,
        minutes=planned.minutes,
        shuffle_options=True,
        forms_count=2,
    )


def _parts(quiz: Quiz, planned: DemoQuiz) -> list[PartEdit]:
    return [
        PartEdit(
            part_id=part.pk,
            title=f"{part.title}. {title}",
            scoring_rules={"true_false_group": planned.cluster_rule},
            slots=tuple((slot.public_id, slot.points) for slot in part.slots.order_by("order")),
        )
        for part, title in zip(quiz.paper.parts.order_by("order"), TITLES, strict=True)
    ]
