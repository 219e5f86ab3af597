"""Forms about units: a new one, and what it teaches."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from config.fields import CodePatternInput, NameInput
from repository.organisations.forms import CHOOSE, day_field
from repository.organisations.models import OrgKind
from repository.organisations.teaching import subjects_to_choose

LEVELS = [
    ("preschool", _("preschool")),
    ("primary", _("primary school")),
    ("lower_secondary", _("lower secondary school")),
    ("upper_secondary", _("upper secondary school")),
]


class TeachingForm(forms.Form):
    """What a school or a subject group teaches."""

    education_levels = forms.MultipleChoiceField(
        label=_("Levels taught (a school)"),
        choices=LEVELS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    subject_codes = forms.MultipleChoiceField(
        label=_("Subjects (a subject group)"),
        choices=subjects_to_choose,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Questions of these subjects come to this group for appraisal."),
    )

    def keep(self, field: str) -> None:
        """Only this field: the levels of a school, the subjects of a group."""
        self.fields = {field: self.fields[field]}

    @property
    def seen(self) -> list[str]:
        """What was ticked when the page was drawn: told by the page itself, else what is stored."""
        if "seen" in self.data:
            return [code for code in str(self.data["seen"]).split(",") if code]
        return [code for field in self.fields for code in self.initial.get(field, [])]


class UnitForm(TeachingForm):
    """A new unit below another."""

    field_order = ("kind", "code", "name", "short_name", "education_levels", "subject_codes", "valid_from")

    kind = forms.ModelChoiceField(
        label=_("Kind"), queryset=OrgKind.objects.all(), to_field_name="code", empty_label=CHOOSE
    )
    code = CodePatternInput(
        label=_("Code"),
        regex=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$",
        help_text=_("Letters, digits and . _ - only; it never changes."),
    )
    name = NameInput(label=_("Name"), max_length=160)
    short_name = NameInput(label=_("Short name"), max_length=60, required=False)
    valid_from = day_field(_("From"))
