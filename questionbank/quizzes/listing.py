"""Lists: a page of quizzes, and a page of questions to choose from. Query counts do not depend on the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from config.spelling import tidy_line
from questionbank.items.models import CognitiveLevel, Question, QuestionState
from questionbank.items.querysets import authored
from questionbank.items.wording import first_words, fold
from questionbank.papers.contents import meant_version
from questionbank.papers.models import PaperSlot
from questionbank.papers.stems import stem_of
from questionbank.quizzes.models import Quiz, QuizState
from questionbank.quizzes.policies import is_author
from questionbank.quizzes.standing import OPEN, standing_of
from questionbank.types.registry import QUESTION_TYPES
from repository.curriculum.models import GradeLevel, Subject
from repository.organisations.viewer import Viewer
from repository.shell.keyset import keyset_page

PAGE = 30
WORDS = 8


@dataclass(frozen=True)
class QuizRow:
    """A quiz in the list."""

    quiz: Quiz
    standing: str
    classes: str
    questions: int
    points: Decimal
    is_own: bool


@dataclass(frozen=True)
class Page:
    """A page of rows with the addresses of its neighbours."""

    rows: list[Any]
    previous_url: str
    next_url: str
    is_filtered: bool
    tabs: list[dict[str, Any]] = field(default_factory=list)


def quiz_page(request: HttpRequest, viewer: Viewer) -> Page:
    """The newest first; the address names the state: draft, open, closed, or all of them."""
    now, state = timezone.now(), request.GET.get("trang-thai", "")
    wanted = state if state in {QuizState.DRAFT, OPEN, QuizState.CLOSED} else ""
    rule = _in_state(wanted, now)
    rows = Quiz.objects.filter(pk__in=Quiz.objects.visible_to(viewer).filter(rule).values("pk"))
    rows = rows.select_related("author").prefetch_related("class_groups")
    counts = {
        "questions": Count("paper__parts__slots"),
        "points": Coalesce(Sum("paper__parts__slots__points"), Decimal(0)),
    }
    found = keyset_page(request, rows.annotate(**counts), by="created_at", size=PAGE)
    words = {"": _("All"), QuizState.DRAFT: _("Drafts"), OPEN: _("In use"), QuizState.CLOSED: _("Closed")}
    tabs = [
        {"label": label, "url": f"?trang-thai={key}" if key else "?", "selected": key == wanted}
        for key, label in words.items()
    ]
    shown = [_quiz_row(quiz, viewer, now) for quiz in found.rows]
    return Page(shown, found.previous_url, found.next_url, is_filtered=bool(wanted), tabs=tabs)


@dataclass(frozen=True)
class Choice:
    """A question that may be put into the quiz."""

    question: Question
    words: str
    stem: SafeString
    type_label: Any
    facts: list[str]
    is_ready: bool
    is_in: bool


@dataclass(frozen=True)
class Wish:
    """What the picker looks for; every field may be empty."""

    text: str = ""
    bank: str = ""  # "own", "school" or everything
    type_key: str = ""
    subject: str = ""
    grade: str = ""
    level: str = ""

    @classmethod
    def read(cls, data: Mapping[str, str]) -> Wish:
        """From the address; the words of an address are Vietnamese."""
        return cls(
            tidy_line(data.get("q", "")[:200]),
            data.get("kho", ""),
            data.get("loai", ""),
            data.get("mon", ""),
            data.get("khoi", ""),
            data.get("muc", ""),
        )


def choice_page(request: HttpRequest, viewer: Viewer, quiz: Quiz, wish: Wish) -> Page:
    """Questions the author may ask: their own, and approved ones open to them."""
    found = Question.objects.visible_to(viewer).exclude(state=QuestionState.RETIRED)
    found = found.filter(authored(viewer) | Q(published__isnull=False)).filter(_wish_rule(viewer, wish))
    page = keyset_page(request, found.with_labels(), by="updated_at", size=PAGE)
    kept = set(PaperSlot.objects.filter(part__paper=quiz.paper_id).values_list("question_id", flat=True))
    shown = [_choice(one, quiz, is_in=one.pk in kept) for one in page.rows]
    return Page(shown, page.previous_url, page.next_url, is_filtered=wish != Wish())


def filters(wish: Wish) -> list[dict[str, Any]]:
    """The selects of the picker: name, label, options and what is chosen."""
    subjects = [(row.code, str(row)) for row in Subject.objects.current()]
    grades = [(row.code, str(row)) for row in GradeLevel.objects.current()]
    banks = [("own", _("My questions")), ("school", _("School's bank"))]
    types = [(kind.key, kind.label) for kind in QUESTION_TYPES.values()]
    rows = [
        ("kho", _("Bank"), banks, wish.bank),
        ("loai", _("Type"), types, wish.type_key),
        ("mon", _("Subject"), subjects, wish.subject),
        ("khoi", _("Grade"), grades, wish.grade),
        ("muc", _("Level"), CognitiveLevel.choices, wish.level),
    ]
    return [
        {"name": name, "label": label, "options": options, "chosen": one}
        for name, label, options, one in rows
    ]


def _in_state(wanted: str, now: datetime) -> Q:
    is_over = Q(state=QuizState.CLOSED) | Q(state=QuizState.PUBLISHED, closes_at__lte=now)
    if wanted == QuizState.CLOSED:
        return is_over
    if wanted == OPEN:
        return Q(state=QuizState.PUBLISHED) & ~Q(closes_at__lte=now, closes_at__isnull=False)
    return Q(state=QuizState.DRAFT) if wanted else Q()


def _quiz_row(quiz: Quiz, viewer: Viewer, now: datetime) -> QuizRow:
    classes = ", ".join(one.name for one in quiz.class_groups.all())
    is_own = is_author(viewer, quiz)
    counted: Any = quiz  # the annotations of the page's query
    return QuizRow(quiz, standing_of(quiz, now), classes, counted.questions, counted.points, is_own)


def _wish_rule(viewer: Viewer, wish: Wish) -> Q:
    rule = Q()
    for word in fold(wish.text).split()[:WORDS]:
        own = authored(viewer) & Q(draft__folded_text__contains=word)
        rule &= own | Q(published__folded_text__contains=word)
    if wish.bank in ("own", "school"):
        rule &= authored(viewer) if wish.bank == "own" else Q(bank__unit__isnull=False)
    exact = {
        "type_key": wish.type_key,
        "subject__code": wish.subject,
        "grade__code": wish.grade,
        "level": wish.level,
    }
    return rule & Q(**{name: value for name, value in exact.items() if value})


def _choice(question: Question, quiz: Quiz, *, is_in: bool) -> Choice:
    version = meant_version(question, author_id=quiz.author_id)
    facts = [str(one) for one in (question.subject, question.grade, question.topic) if one]
    if question.level:
        facts.append(question.get_level_display())
    if question.author_id != quiz.author_id:
        facts.append(str(question.author))
    is_ready = version is not None and version.is_ready
    label = QUESTION_TYPES[question.type_key].label
    words = first_words(version) or _("(not written yet)")
    return Choice(question, words, stem_of(question, version), label, facts, is_ready, is_in)
