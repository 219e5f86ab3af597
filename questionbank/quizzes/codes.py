"""Join codes: read as people type them, said as they are read aloud."""

from __future__ import annotations

from questionbank.quizzes.models import JOIN_CODE_LENGTH, Quiz, QuizState
from repository.organisations.cards import clean_code


def find_code(text: str) -> Quiz | None:
    """The published or closed quiz that a join code opens; None for every other text, a revoked code among them."""
    code = clean_code(text)
    if len(code) != JOIN_CODE_LENGTH:
        return None
    quizzes = Quiz.objects.filter(join_code=code, join_code_revoked=False)
    return quizzes.exclude(state=QuizState.DRAFT).first()


def spoken_code(code: str) -> str:
    """In two groups of four, as it is shown and read aloud.

    >>> spoken_code("k7m2x9qd")
    'k7m2 x9qd'
    """
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
