"""What a reviewer sends: a verdict over the content they saw, a note, and notes tied to places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from config.fields import BlockInput
from config.spelling import looks_empty, tidy
from repository.curation.models import Verdict
from repository.curation.reviewable import NoteTarget
from repository.curation.services import Decision

NOTE_LIMIT = 4000
MOST_NOTES = 50
SPARE_ROWS = 2


class DecisionForm(forms.Form):
    """One decision. `notes` are pairs of place and text, as many as the reviewer wrote."""

    verdict = forms.ChoiceField(choices=[("pass", ""), ("return", "")])
    digest = forms.CharField(max_length=64)
    note = BlockInput(
        label=_("Note to the author"),
        required=False,
        max_length=NOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: QueryDict | None = None, *, targets: list[NoteTarget], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.targets = targets
        self.notes = _pairs(data, {target.value for target in targets}) if data is not None else []

    @property
    def note_rows(self) -> list[dict[str, str]]:
        """The notes written so far and some empty rows for more."""
        return self.notes + [{"target": "", "note": ""} for _spare in range(SPARE_ROWS)]

    def decision(self, step_code: str) -> Decision:
        """The decision that a valid form says; passing means the verb of the step."""
        chosen = self.cleaned_data["verdict"]
        verdict = Verdict.RETURN if chosen == "return" else Verdict(step_code)
        return Decision(
            verdict=verdict,
            digest=self.cleaned_data["digest"],
            note=self.cleaned_data["note"],
            anchors=self.notes,
        )


def _pairs(data: QueryDict, known: set[str]) -> list[dict[str, str]]:
    """Notes with text; a place that the content does not have is dropped, the text stays."""
    pairs = zip(data.getlist("note_target"), data.getlist("note_text"), strict=False)
    written = [(target, tidy(text).strip()[:NOTE_LIMIT]) for target, text in pairs if not looks_empty(text)]
    return [
        {"target": target if target in known else "", "note": text} for target, text in written[:MOST_NOTES]
    ]
