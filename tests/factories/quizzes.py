"""Quizzes for tests: real questions of the three types, put into parts and published by the services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from config.accounts.models import User
from questionbank.items.models import Question
from questionbank.papers.models import PaperSlot
from questionbank.quizzes.models import GuestPolicy, Quiz
from questionbank.quizzes.services.composing import PAPER_SETTINGS, create_quiz
from questionbank.quizzes.services.publishing import publish_quiz
from repository.organisations.models import ClassGroup
from tests.factories.questions import BODIES, KEYS, question

SOLUTION_CANARY = "Lời giải bí mật"
TYPES = ("multiple_choice", "true_false_group", "short_answer")
# A right and a wrong raw answer per type, by ids.
RIGHT: dict[str, Any] = {
    "multiple_choice": "o2",
    "true_false_group": {"s1": True, "s2": False, "s3": True, "s4": True},
    "short_answer": "2,7",
}
WRONG: dict[str, Any] = {
    "multiple_choice": "o1",
    "true_false_group": {"s1": False, "s2": True, "s3": False, "s4": False},
    "short_answer": "27",
}


def ready_question(author: User, type_key: str = "multiple_choice", *, stem: str = "") -> Question:
    """A complete draft in the author's own bank, whose solution holds the canary."""
    body = BODIES[type_key] | ({"stem": stem} if stem else {})
    return question(author, type_key, body=body, key=KEYS[type_key] | {"solution": SOLUTION_CANARY})


def draft_quiz(
    author: User, class_groups: Iterable[ClassGroup] = (), *, questions: int = 3, **fields: Any
) -> Quiz:
    """A draft whose one part holds `questions` questions, the three types in turn, a point each."""
    quiz = create_quiz(author, title=fields.pop("title", "Kiểm tra 15 phút: Phân số"))
    classes = list(class_groups)
    fields.setdefault("guests", GuestPolicy.LISTED if classes else GuestPolicy.APPROVED)
    for name, value in fields.items():
        setattr(quiz.paper if name in PAPER_SETTINGS else quiz, name, value)
    quiz.paper.save()
    quiz.save()
    quiz.class_groups.set(classes)
    part = quiz.paper.parts.get()
    for rank in range(questions):
        asked = ready_question(author, TYPES[rank % len(TYPES)])
        PaperSlot.objects.create(part=part, order=rank + 1, question=asked)
    return quiz


def published_quiz(
    author: User, class_groups: Iterable[ClassGroup] = (), questions: int = 3, **fields: Any
) -> Quiz:
    """The same, published: open at once unless `opens_at` says otherwise. `fields` are those of the model."""
    return publish_quiz(author, quiz=draft_quiz(author, class_groups, questions=questions, **fields))
