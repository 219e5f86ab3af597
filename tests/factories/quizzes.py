"""Quizzes for tests: real questions of the three types, put into parts and published by the services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from config.accounts.models import User
from questionbank.items.models import Question
from questionbank.items.services.writing import create_question, save_draft
from questionbank.quizzes.models import GuestPolicy, Quiz, QuizSlot
from questionbank.quizzes.services.composing import create_quiz
from questionbank.quizzes.services.publishing import publish_quiz
from repository.organisations.models import ClassGroup

SOLUTION_CANARY = "Lời giải bí mật"
TYPES = ("multiple_choice", "true_false_group", "short_answer")
SOURCES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "multiple_choice": (
        {
            "stem": "<p>Giá trị của $\\frac{1}{2} + \\frac{1}{4}$ là</p>",
            "options": [
                {"id": "o1", "text": "$\\frac{1}{6}$"},
                {"id": "o2", "text": "$\\frac{3}{4}$"},
                {"id": "o3", "text": "$\\frac{2}{6}$"},
                {"id": "o4", "text": "$\\frac{1}{3}$"},
            ],
        },
        {"answer": "o2", "solution": f"{SOLUTION_CANARY}: quy đồng mẫu số."},
    ),
    "true_false_group": (
        {
            "stem": "<p>Cho hàm số $y = x^2 - 2x$.</p>",
            "statements": [
                {"id": "s1", "text": "$y(0) = 0$"},
                {"id": "s2", "text": "$y(1) = 1$"},
                {"id": "s3", "text": "$y \\ge -1$"},
                {"id": "s4", "text": "Đồ thị cắt trục $Ox$"},
            ],
        },
        {
            "answers": {"s1": True, "s2": False, "s3": True, "s4": True},
            "solution": f"{SOLUTION_CANARY}: xét từng ý.",
        },
    ),
    "short_answer": (
        {"stem": "Tính $5{,}4 : 2$.", "input": "number"},
        {"accepted": ["2,7"], "solution": f"{SOLUTION_CANARY}: chia từ trái sang phải."},
    ),
}
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
    """A question of `author` with a valid body and key, still a draft in the author's bank."""
    body, key = SOURCES[type_key]
    question = create_question(author, type_key=type_key)
    full = {**body, "stem": stem} if stem else body
    return save_draft(
        author, question=question, edit_number=question.edit_number, body=full, key=key
    ).question


def draft_quiz(
    author: User, class_groups: Iterable[ClassGroup] = (), *, questions: int = 3, **fields: Any
) -> Quiz:
    """A draft whose one part holds `questions` questions, the three types in turn, a point each."""
    quiz = create_quiz(author, title=fields.pop("title", "Kiểm tra 15 phút: Phân số"))
    classes = list(class_groups)
    fields.setdefault("guests", GuestPolicy.LISTED if classes else GuestPolicy.APPROVED)
    for name, value in fields.items():
        setattr(quiz, name, value)
    quiz.save()
    quiz.class_groups.set(classes)
    part = quiz.parts.get()
    for rank in range(questions):
        question = ready_question(author, TYPES[rank % len(TYPES)])
        QuizSlot.objects.create(part=part, order=rank + 1, question=question)
    return quiz


def published_quiz(
    author: User, class_groups: Iterable[ClassGroup] = (), questions: int = 3, **fields: Any
) -> Quiz:
    """The same, published: open at once unless `opens_at` says otherwise. `fields` are those of the model."""
    return publish_quiz(author, quiz=draft_quiz(author, class_groups, questions=questions, **fields))
