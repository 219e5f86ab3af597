"""The registry of question types: one file per type in `kinds/`, one registration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from config.registry import Registry
from questionbank.types.base import QuestionType

QUESTION_TYPES: Registry[QuestionType[Any, Any]] = Registry(
    "question type", package="questionbank.types.kinds"
)

Kind = TypeVar("Kind", bound=QuestionType[Any, Any])


def question_type(*, order: int = 100) -> Callable[[type[Kind]], type[Kind]]:
    """Class decorator: list the type under its `key`.

    >>> @question_type(order=90)
    ... class Ordering(QuestionType[Body, Key]): ...
    """

    def decorate(kind: type[Kind]) -> type[Kind]:
        QUESTION_TYPES.add(kind.key, kind(), order=order)
        return kind

    return decorate
