"""A new key and why: the fields of the editor, and a reason. Solutions stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from questionbank.items.authoring.keys import open_key
from questionbank.results.forms import ReasonForm
from questionbank.results.wording import part_texts
from questionbank.types.base import JSON
from questionbank.types.grading import Question


class KeyForm(ReasonForm):
    """`editor` draws the key; `new_key()` gives it as JSON."""

    def __init__(self, data: QueryDict | None, *, question: Question, stored: Mapping[str, JSON]) -> None:
        super().__init__(data)
        self.fields["reason"].label = _("Why is the key wrong?")
        self.editor = open_key(question, stored, part_texts(question.prepared))
        if data is not None:
            self.editor.read(data)

    def new_key(self) -> dict[str, JSON]:
        """The stored key with what was asked put in its place; only after `is_valid()`."""
        return self.editor.new_key()

    def clean(self) -> dict[str, Any]:
        """The type says what does not fit."""
        cleaned = super().clean() or self.cleaned_data
        if not self.editor.check():
            self.add_error(None, str(self.editor.problems[0]))
        return cleaned
