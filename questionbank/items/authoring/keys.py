"""Another key for a question that stands: the fields of the editor that decide over marks, and nothing else of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString

from questionbank.items.authoring.registry import EditorField, fields_of, widget_for
from questionbank.items.authoring.work import Work, work_of
from questionbank.types.base import JSON, InvalidBody, Problem
from questionbank.types.grading import Question


@dataclass
class KeyEditor:
    """What the page shows and what comes back. `texts`: the rows of the question as they are drawn, by id."""

    question: Question
    stored: Mapping[str, JSON]
    texts: Mapping[str, SafeString]
    work: Work
    problems: list[Problem] = field(default_factory=list)

    @property
    def fields(self) -> list[EditorField]:
        """Key fields that decide, and fixed rows of the body where the key is marked in them."""
        shown = []
        for one in fields_of(self.question.kind, self.work, tuple(self.problems)):
            if one.companion is not None and one.companion.is_secret and not one.is_secret:
                one.fixed = self.texts
                shown.append(one)
            elif one.is_secret and one.widget.decides:
                shown.append(one)
        return shown

    def read(self, posted: QueryDict) -> None:
        """Take what was chosen; the body stays as it is."""
        for one in self.fields:
            (one.companion if one.fixed is not None and one.companion else one).read(posted)

    def change(self, command: str) -> bool:
        """A button of a form sent without scripts ("add:key.accepted"); False if unknown or not of the key."""
        verb, _colon, rest = command.partition(":")
        path, _colon, row = rest.partition(":")
        for one in self.fields:
            moves = verb in ({"up", "down"} if one.fixed is not None else {"add", "drop", "up", "down"})
            if one.path == path and moves:
                one.widget.change(one, verb, row)
                return True
        return False

    def new_key(self) -> dict[str, JSON]:
        """The key as chosen, with whatever decides over no mark (the solution) as it stands."""
        kept = {
            spec.path.partition(".")[2]
            for spec in self.question.kind.authoring_fields
            if spec.path.startswith("key.") and not widget_for(spec.kind).decides
        }
        chosen = {name: value for name, value in self.work.key.items() if name not in kept}
        return chosen | {name: value for name, value in self.stored.items() if name in kept}

    def check(self) -> bool:
        """Whether the type takes it; what it complains of stands at its field."""
        try:
            self.question.kind.read_key(self.question.body, self.new_key())
        except InvalidBody as invalid:
            self.problems = [
                Problem(str(one), f"key.{path}" if (path := getattr(one, "path", "")) else "key")
                for one in invalid.problems
            ]
        return not self.problems


def open_key(question: Question, stored: Mapping[str, JSON], texts: Mapping[str, Any]) -> KeyEditor:
    """The key as it stands now, to be changed."""
    return KeyEditor(question, stored, texts, work_of(question.body.to_json(), dict(stored)))
