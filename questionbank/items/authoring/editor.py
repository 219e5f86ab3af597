"""One question open in the editor: its fields with the work in progress, and what its type says of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from questionbank.items.authoring.registry import EditorField, fields_of
from questionbank.items.authoring.work import Work, work_of
from questionbank.items.checking import check_question
from questionbank.items.models import Question
from questionbank.items.reading import draft_input
from questionbank.types.base import Finding, Problem, QuestionType
from questionbank.types.grading import question_type_of


@dataclass(frozen=True)
class Remark:
    """One sentence for the author. `is_missing`: nothing was written there yet, so it is no mistake so far."""

    path: str
    sentence: str
    is_missing: bool = False


@dataclass
class Editor:
    """What the page shows and the saves carry."""

    question: Question
    kind: QuestionType[Any, Any]
    work: Work
    edit_number: int
    problems: list[Problem] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    # After somebody tried to hand it in: what is missing stands at its field, too.
    shows_missing: bool = False

    @property
    def fields(self) -> list[EditorField]:
        """The fields of the type in its order, with what is wrong at each."""
        return fields_of(self.kind, self.work, tuple(self._shown_problems()))

    @property
    def remarks(self) -> list[Remark]:
        """What the type says, place by place."""
        return [Remark(one.path, str(one), self.work.is_empty(one.path)) for one in self.problems]

    @property
    def missing(self) -> list[Remark]:
        """What must still be written before the question can be used."""
        return [one for one in self.remarks if one.is_missing]

    def read(self, posted: QueryDict) -> None:
        """Take everything typed from a posted form."""
        for one in fields_of(self.kind, self.work):
            one.read(posted)

    def change(self, command: str) -> bool:
        """A button of the form sent without scripts, "add:body.options" or "drop:body.options:o3"; False if unknown."""
        verb, _colon, rest = command.partition(":")
        path, _colon, row = rest.partition(":")
        for one in fields_of(self.kind, self.work):
            if one.path == path and verb in {"add", "drop", "up", "down"}:
                one.widget.change(one, verb, row)
                return True
        return False

    def check(self) -> None:
        """Ask the type again."""
        content = check_question(self.question, self.work.body, self.work.key)
        self.problems, self.findings = content.problems, content.findings

    def _shown_problems(self) -> Iterable[Problem]:
        return (one for one in self.problems if self.shows_missing or not self.work.is_empty(one.path))


def open_editor(question: Question) -> Editor:
    """The question as it was last typed."""
    standing = draft_input(question)
    kind = question_type_of(question.type_key)
    return Editor(question, kind, work_of(standing.body, standing.key), standing.edit_number)
