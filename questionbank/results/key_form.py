"""A form for a new key, made from the type's own authoring fields; what no maker knows is edited as its JSON.

Only what decides over marks is asked; solutions and the rest of the key stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.fields import BlockInput
from config.spelling import tidy_line
from questionbank.results.forms import ReasonForm
from questionbank.results.wording import part_texts
from questionbank.types.base import JSON, AuthoringField
from questionbank.types.grading import Question

UNASKED = ("rich",)  # kinds of fields that no mark depends on
STATEMENT = "{name}:{id}"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # texts may be nothing but a formula, which names no field


class KeyForm(ReasonForm):
    """The key in force as initial values; `new_key()` gives the corrected one as JSON."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, question: Question, stored: Mapping[str, JSON]
    ) -> None:
        super().__init__(data)
        self.question, self.stored = question, dict(stored)
        self.fields["reason"].label = _("Why is the key wrong?")
        reason = self.fields.pop("reason")
        for spec in self._specs():
            for name, field in MAKERS.get(spec.kind, _as_json)(self, spec).items():
                self.fields[name] = field
        self.fields["reason"] = reason

    def new_key(self) -> dict[str, JSON]:
        """The stored key with what was asked put in its place; only after `is_valid()`."""
        key = dict(self.stored)
        for spec in self._specs():
            READERS.get(spec.kind, _read_json)(self, _name(spec), key)
        return key

    def clean(self) -> dict[str, Any]:
        """Fields edited as JSON must be JSON."""
        cleaned = super().clean() or self.cleaned_data
        for spec in self._specs():
            if spec.kind not in MAKERS and _name(spec) in cleaned:
                try:
                    json.loads(cleaned[_name(spec)] or "null")
                except (ValueError, RecursionError):
                    self.add_error(_name(spec), _("This is not readable. Please change only the values."))
        return cleaned

    def _specs(self) -> list[AuthoringField]:
        specs = self.question.kind.authoring_fields
        return [spec for spec in specs if spec.path.startswith("key.") and spec.kind not in UNASKED]


def _name(spec: AuthoringField) -> str:
    return spec.path.partition(".")[2]


def _one_option(form: KeyForm, spec: AuthoringField) -> dict[str, forms.Field]:
    texts = part_texts(form.question.prepared).items()
    choices = [
        (one, format_html("{}. {}", letter, text))
        for letter, (one, text) in zip(LETTERS, texts, strict=False)
    ]
    field = forms.ChoiceField(
        label=spec.label,
        choices=choices,
        widget=forms.RadioSelect,
        initial=getattr(form.question.key, "best", None),
    )
    return {_name(spec): field}


def _read_one_option(form: KeyForm, name: str, key: dict[str, JSON]) -> None:
    key.pop("weights", None)
    key[name] = form.cleaned_data[name]


def _true_false(form: KeyForm, spec: AuthoringField) -> dict[str, forms.Field]:
    standing = form.stored.get(_name(spec), {})
    choices = [("true", gettext_lazy("True")), ("false", gettext_lazy("False"))]
    return {
        STATEMENT.format(name=_name(spec), id=one): forms.ChoiceField(
            label=format_html("{}) {}", letter.lower(), text),
            choices=choices,
            widget=forms.RadioSelect,
            initial="true" if standing.get(one) else "false",
        )
        for letter, (one, text) in zip(LETTERS, part_texts(form.question.prepared).items(), strict=False)
    }


def _read_true_false(form: KeyForm, name: str, key: dict[str, JSON]) -> None:
    ids = part_texts(form.question.prepared)
    key[name] = {one: form.cleaned_data[STATEMENT.format(name=name, id=one)] == "true" for one in ids}


def _accepted(form: KeyForm, spec: AuthoringField) -> dict[str, forms.Field]:
    values = [str(one.get("value", "")) for one in form.stored.get(_name(spec), [])]
    field = BlockInput(
        label=spec.label,
        help_text=_("One answer a line. Lines that stay keep their settings."),
        widget=forms.Textarea(attrs={"rows": max(3, len(values) + 1)}),
        initial="\n".join(values),
        max_length=4000,
    )
    return {_name(spec): field}


def _read_accepted(form: KeyForm, name: str, key: dict[str, JSON]) -> None:
    before = {str(one.get("value", "")): one for one in form.stored.get(name, [])}
    lines = [tidy_line(line) for line in form.cleaned_data[name].splitlines()]
    key[name] = [before.get(line, {"value": line}) for line in lines if line]


def _as_json(form: KeyForm, spec: AuthoringField) -> dict[str, forms.Field]:
    value = json.dumps(form.stored.get(_name(spec)), ensure_ascii=False, indent=2)
    field = BlockInput(
        label=spec.label,
        widget=forms.Textarea(attrs={"rows": 6}),
        initial=value,
        max_length=20_000,
        required=False,
    )
    return {_name(spec): field}


def _read_json(form: KeyForm, name: str, key: dict[str, JSON]) -> None:
    value = json.loads(form.cleaned_data.get(name) or "null")
    if value is None:
        key.pop(name, None)
    else:
        key[name] = value


def _row_order(form: KeyForm, spec: AuthoringField) -> dict[str, forms.Field]:
    texts = part_texts(form.question.prepared)
    standing = [str(one) for one in form.stored.get(_name(spec), [])]
    ids = [*(one for one in standing if one in texts), *(one for one in texts if one not in standing)]
    places = [(str(rank), str(rank)) for rank in range(1, len(ids) + 1)]
    return {
        STATEMENT.format(name=_name(spec), id=one): forms.ChoiceField(
            label=format_html("{}", texts[one]), choices=places, initial=str(rank)
        )
        for rank, one in enumerate(ids, start=1)
    }


def _read_row_order(form: KeyForm, name: str, key: dict[str, JSON]) -> None:
    """By place; a place given twice leaves one out, which the type refuses in words."""
    texts = part_texts(form.question.prepared)
    places = {form.cleaned_data[STATEMENT.format(name=name, id=one)]: one for one in texts}
    key[name] = [places[str(rank)] for rank in range(1, len(texts) + 1) if str(rank) in places]


Maker = Callable[[KeyForm, AuthoringField], dict[str, forms.Field]]
Reader = Callable[[KeyForm, str, dict[str, JSON]], None]
MAKERS: dict[str, Maker] = {
    "one_option": _one_option,
    "true_false": _true_false,
    "accepted": _accepted,
    "row_order": _row_order,
}
READERS: dict[str, Reader] = {
    "one_option": _read_one_option,
    "true_false": _read_true_false,
    "accepted": _read_accepted,
    "row_order": _read_row_order,
}
