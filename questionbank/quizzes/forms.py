"""What a teacher types about a quiz: its settings, the words and rules of a part, points. Numbers take a comma."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.fields import BlockInput, LineInput
from questionbank.papers.models import PaperPart
from questionbank.papers.packages import MOST_FORMS
from questionbank.papers.scoring import SCALE, decimal_words, rule_label
from questionbank.quizzes.models import GuestPolicy, Quiz, ShowWhen
from questionbank.quizzes.services.composing import PAPER_SETTINGS, TITLE_LENGTH, Settings
from questionbank.types.base import JSON, QuestionType
from questionbank.types.reading import plain_decimal, read_decimal
from repository.organisations.models import ClassGroup

MOST_MINUTES = 300
MOST_POINTS = Decimal(100)
INSTRUCTION_LENGTH = 1000
MOMENT = "%Y-%m-%dT%H:%M"
USUAL = ""  # a part that names no rule follows the type's default


class PointsField(LineInput):
    """Points with a comma or a point, two places: an exact Decimal from 0 to 100."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 5})
        super().__init__(max_length=10, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """As the page's language writes it."""
        return decimal_words(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        """Raises ValidationError in words."""
        text = super().clean(value)
        if not text and not self.required:
            return None
        points = read_decimal(text)
        if points is None or not 0 <= points <= MOST_POINTS:
            raise forms.ValidationError(_("Write points as a number from 0 to 100, such as 0,25."))
        if points != round(points, 2):
            nearest = decimal_words(round(points, 2))
            raise forms.ValidationError(
                _("Points have two decimal places at most: write %(nearest)s, for example.")
                % {"nearest": nearest}
            )
        return points


class LineField(LineInput):
    """One line that wraps on a narrow phone: line breaks become spaces."""

    widget = forms.Textarea(attrs={"rows": 1})


def _moment_field(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(
        label=label, required=False, widget=widget, input_formats=[MOMENT, f"{MOMENT}:%S"]
    )


class WindowForm(forms.Form):
    """When pupils may start."""

    opens_at = _moment_field(gettext_lazy("Opens at"))
    closes_at = _moment_field(gettext_lazy("Closes at"))

    def clean(self) -> dict[str, Any]:
        """An opening after the closing is marked at the closing."""
        data = super().clean() or {}
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if isinstance(opens, datetime) and isinstance(closes, datetime) and closes <= opens:
            self.add_error("closes_at", _("The quiz closes before it opens."))
        return data


class SettingsForm(WindowForm):
    """Everything about a quiz but its questions. `classes` are those the author may give it to."""

    title = LineField(label=gettext_lazy("Title"), max_length=TITLE_LENGTH)
    class_groups = forms.MultipleChoiceField(
        label=gettext_lazy("Classes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), min_value=1, max_value=MOST_MINUTES, widget=forms.NumberInput
    )
    shuffle_questions = forms.BooleanField(
        label=gettext_lazy("Shuffle the questions inside each part"), required=False
    )
    shuffle_options = forms.BooleanField(label=gettext_lazy("Shuffle the options"), required=False)
    forms_count = forms.IntegerField(
        label=gettext_lazy("Number of forms"),
        min_value=1,
        max_value=MOST_FORMS,
        help_text=gettext_lazy("Each form has an order of its own; neighbours get different ones."),
    )
    show_score = forms.ChoiceField(label=gettext_lazy("Pupils see their score"), choices=ShowWhen.choices)
    show_answers = forms.ChoiceField(
        label=gettext_lazy("Pupils see answers and explanations"), choices=ShowWhen.choices
    )
    guests = forms.ChoiceField(
        label=gettext_lazy("Without a class card"), choices=GuestPolicy.choices, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, quiz: Quiz, classes: Sequence[ClassGroup]) -> None:
        rows = {name: quiz.paper if name in PAPER_SETTINGS else quiz for name in self.base_fields}
        initial = {name: getattr(row, name) for name, row in rows.items() if name != "class_groups"}
        self.classes = {one.public_id: one for one in classes}
        super().__init__(data, initial=initial, label_suffix="")
        if quiz.paper.frozen_at is not None:  # given again: its order and its forms stand still
            for name in PAPER_SETTINGS:
                self.fields.pop(name, None)
        self.initial["class_groups"] = [one.public_id for one in quiz.class_groups.all()]
        choices = [(one.public_id, _("Class %(name)s") % {"name": one.name}) for one in classes]
        self.fields["class_groups"].choices = choices  # type: ignore[attr-defined]

    def settings(self) -> Settings:
        """The valid form as what the service takes."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "class_groups"}
        chosen = tuple(self.classes[one] for one in self.cleaned_data["class_groups"])
        return Settings(class_groups=chosen, **values)


class PartForm(forms.Form):
    """Words of a part and, for every type in it that knows several rules, how it is marked."""

    title = LineInput(label=gettext_lazy("Name of the part"), max_length=120)
    instruction = BlockInput(
        label=gettext_lazy("Instruction for pupils"),
        required=False,
        max_length=INSTRUCTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    all_points = PointsField(label=gettext_lazy("Points for each question of this part"), required=False)

    def __init__(self, data: Any = None, *, part: PaperPart, kinds: Sequence[QuestionType[Any, Any]]) -> None:
        initial = {"title": part.title, "instruction": part.instruction}
        super().__init__(data, prefix=f"part-{part.pk}", initial=initial, label_suffix="")
        self.part = part
        self.kinds = [kind for kind in kinds if len(kind.rules) > 1]
        for kind in self.kinds:
            self._add_rule(kind)

    @property
    def rule_fields(self) -> list[tuple[forms.BoundField, forms.BoundField | None]]:
        """Per type the choice of its rule, and the field for an own table if it takes one."""
        rows = []
        for kind in self.kinds:
            table = self[f"table-{kind.key}"] if f"table-{kind.key}" in self.fields else None
            rows.append((self[f"rule-{kind.key}"], table))
        return rows

    def scoring_rules(self) -> dict[str, JSON]:
        """{type: rule} as the part keeps it; rules of types that are not in it now stay."""
        rules = dict(self.part.scoring_rules)
        for kind in self.kinds:
            chosen = self.cleaned_data[f"rule-{kind.key}"]
            rules.pop(kind.key, None)
            if chosen == "table":
                rules[kind.key] = {"key": "table", "table": self.cleaned_data[f"table-{kind.key}"]}
            elif chosen != USUAL:
                rules[kind.key] = chosen
        return rules

    def _add_rule(self, kind: QuestionType[Any, Any]) -> None:
        kept = self.part.scoring_rules.get(kind.key, USUAL)
        table = kept.get("table", []) if isinstance(kept, dict) else []
        usual = _("as usual: %(rule)s") % {"rule": rule_label(kind, kind.default_rule)}
        others = [(rule, rule_label(kind, rule)) for rule in kind.rules if rule != kind.default_rule]
        self.fields[f"rule-{kind.key}"] = forms.ChoiceField(
            label=_("Marking of “%(type)s”") % {"type": kind.label},
            choices=[(USUAL, usual), *others],
            required=False,
            initial=kept.get("key", USUAL) if isinstance(kept, dict) else kept,
        )
        if "table" in kind.rules:
            self.fields[f"table-{kind.key}"] = TableField(
                label=_("Own table"),
                required=False,
                initial="; ".join(decimal_words(Decimal(entry)) for entry in table),
                help_text=_(
                    "Shares of the points for 0, 1, 2… right statements, such as 0; 0,1; 0,25; 0,5; 1."
                ),
            )

    def clean(self) -> dict[str, Any]:
        """An own table must be written when it is chosen."""
        data = super().clean() or {}
        for kind in self.kinds:
            name = f"table-{kind.key}"
            if data.get(f"rule-{kind.key}") == "table" and not data.get(name) and name not in self.errors:
                self.add_error(name, _("Write the shares of your table."))
        return data


class TableField(LineInput):
    """Shares divided by semicolons or spaces: decimal texts from 0 to 1 that never fall."""

    def clean(self, value: Any) -> list[str]:
        """Raises ValidationError in words."""
        entries = [read_decimal(word) for word in super().clean(value).replace(";", " ").split()]
        steps = [entry for entry in entries if entry is not None]
        grows = steps == sorted(steps) and all(0 <= step <= 1 for step in steps)
        if len(steps) != len(entries) or not grows or (steps and (steps[0] != 0 or steps[-1] != 1)):
            raise forms.ValidationError(
                _("Write shares from 0 to 1 that never fall, such as 0; 0,1; 0,25; 0,5; 1.")
            )
        return [plain_decimal(step) for step in steps]


class TotalForm(forms.Form):
    """The sum that points are shared out to."""

    total = PointsField(label=gettext_lazy("Scale"), required=False, initial=SCALE)
