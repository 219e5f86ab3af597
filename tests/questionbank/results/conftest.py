"""A class that has taken a quiz: pupils of class 6A1, their answers, marks."""

from __future__ import annotations

import pytest

from questionbank.attempts.services.grading import grade_waiting
from tests.cast import pupil
from tests.factories.attempts import laid_out, player_of
from tests.factories.quizzes import RIGHT, TYPES, WRONG, published_quiz


class SchoolClass:
    """A published quiz of teacher A with three questions of a point each, and pupils who take it."""

    def __init__(self, cast, questions: int = 3, **quiz) -> None:
        self.cast = cast
        self.quiz = published_quiz(cast.teacher_a, [cast.class_a], questions, **quiz)
        self.slots = list(self.quiz.paper.forms.get(code="101").package["order"])
        self.count = 0

    def player(self, name: str = ""):
        """A pupil who has started."""
        self.count += 1
        taker = pupil(f"em{self.count}", name or f"Em Số {self.count}", self.cast.class_a)
        player = player_of(taker, laid_out(self.quiz, pupil=taker))
        assert player.start().status == 200
        return player

    def handed_in(self, *answers, name: str = ""):
        """A pupil who answered (None: left out) and handed in; marked."""
        player = self.player(name)
        for slot, value in zip(self.slots, answers, strict=False):
            if value is not None:
                player.write(slot, value)
        assert player.hand_in().status == 200
        grade_waiting()
        return player

    def right(self, rank: int):
        """The right answer of the question in this place."""
        return RIGHT[TYPES[rank % 3]]

    def wrong(self, rank: int):
        """A wrong one."""
        return WRONG[TYPES[rank % 3]]


@pytest.fixture
def school_class(cast) -> SchoolClass:
    return SchoolClass(cast)
