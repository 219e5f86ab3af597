"""Join codes: read as people type them, and found again, also when they were revoked."""

from __future__ import annotations

from dataclasses import dataclass

from questionbank.quizzes.models import JOIN_CODE_LENGTH, Quiz, QuizState, RevokedCode
from repository.organisations.cards import clean_code


@dataclass(frozen=True)
class FoundCode:
    """What a join code leads to. `is_revoked`: it once opened a quiz, and no longer does (`quiz` is None then)."""

    quiz: Quiz | None
    is_revoked: bool = False


def find_code(text: str) -> FoundCode:
    """The published or closed quiz of a join code; at most two queries."""
    code = clean_code(text)
    if len(code) != JOIN_CODE_LENGTH:
        return FoundCode(None)
    quiz = Quiz.objects.filter(join_code=code).exclude(state=QuizState.DRAFT).first()
    if quiz and not quiz.join_code_revoked:
        return FoundCode(quiz)
    return FoundCode(None, is_revoked=bool(quiz) or RevokedCode.objects.filter(code=code).exists())


def spoken_code(code: str) -> str:
    """In two groups of four, as it is shown and read aloud.

    >>> spoken_code("k7m2x9qd")
    'k7m2 x9qd'
    """
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
