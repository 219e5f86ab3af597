"""What a reviewer sends: a verdict over the content they saw, notes tied to places; and the steps of a chain."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from config.fields import BlockInput, LineInput
from config.spelling import looks_empty, tidy
from repository.curation.chains import MOST_DAYS, MOST_STEPS, ROLES, Step
from repository.curation.models import Verdict
from repository.curation.reviewable import NoteTarget
from repository.curation.services import Decision
from repository.organisations.models import Role

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


def _roles() -> list[tuple[str, Any]]:
    told = {Role.HEAD: _("head or deputy head of the subject group")}
    return [(role.value, told.get(role, role.label)) for role in ROLES]


class StepForm(forms.Form):
    """One step of a chain."""

    label_vi = LineInput(label=_("Name of the step"), max_length=80)
    role = forms.ChoiceField(label=_("Who decides"), choices=_roles)
    code = forms.ChoiceField(
        label=_("What they do"),
        choices=[
            (Verdict.APPRAISE, _("appraise and pass on")),
            (Verdict.APPROVE, _("approve: the last step")),
        ],
    )
    days = forms.IntegerField(label=_("Days for it"), min_value=1, max_value=MOST_DAYS)
    label_en = LineInput(label=_("Name in English"), max_length=80, required=False)
    optional = forms.BooleanField(
        label=_("Pass this step over on a day when nobody can decide it"), required=False
    )

    @property
    def at(self) -> str:
        """Which row of the page this is."""
        return str(self.prefix).removeprefix("s")


class ChainForm:
    """The steps of a chain as rows that are moved, added and removed on the page; nothing is stored before "Save"."""

    def __init__(self, data: QueryDict | None, *, steps: list[Step], least: int = 0) -> None:
        self.act = data.get("act", "") if data is not None else ""
        self.focus = ""
        if data is None:
            self._renew([vars(step) for step in steps] + [_NEW_STEP] * (least - len(steps)))
            return
        count = min(int(text), MOST_STEPS) if (text := data.get("rows", "")).isdecimal() else 0
        self.rows = [StepForm(data, prefix=f"s{at}") for at in range(count)]
        if self.act != "save":
            self._renew([{name: row[name].value() for name in row.fields} for row in self.rows])
            self._arrange()

    @property
    def is_full(self) -> bool:
        """No further step fits in."""
        return len(self.rows) >= MOST_STEPS

    def is_valid(self) -> bool:
        """Every row says a whole step."""
        return all([row.is_valid() for row in self.rows])

    def steps(self) -> list[Step]:
        """The steps that a valid form says, in the order of the page."""
        return [Step(**row.cleaned_data) for row in self.rows]

    def _arrange(self) -> None:
        """Up, down, remove, add: what was typed moves along, and the keyboard stays with it."""
        values = [dict(row.initial) for row in self.rows]
        verb, _dash, text = self.act.partition("-")
        at = int(text) if text.isdecimal() and int(text) < len(values) else None
        if verb == "add" and not self.is_full:
            self._renew([*values, _NEW_STEP])
            self.rows[-1].fields["label_vi"].widget.attrs["autofocus"] = True
        elif verb == "remove" and at is not None:
            self._renew(values[:at] + values[at + 1 :])
            self.focus = "add"
        elif verb in {"up", "down"} and at is not None:
            to = max(at - 1, 0) if verb == "up" else min(at + 1, len(values) - 1)
            values.insert(to, values.pop(at))
            self._renew(values)
            self.focus = f"{'down' if to == 0 else 'up' if to == len(values) - 1 else verb}-{to}"

    def _renew(self, values: list[dict[str, Any]]) -> None:
        self.rows = [
            StepForm(prefix=f"s{at}", initial=dict(one)) for at, one in enumerate(values[:MOST_STEPS])
        ]


_NEW_STEP: dict[str, Any] = {"code": Verdict.APPRAISE, "role": Role.VICE_PRINCIPAL, "days": 5}
