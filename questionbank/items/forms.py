"""Forms of the question's page: sending for review, giving a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.fields import BlockInput
from repository.organisations.models import OrgUnit


class OfferForm(forms.Form):
    """To which school, with which message."""

    school = forms.ChoiceField(label=_("School"))
    message = BlockInput(
        label=_("Message to the reviewers"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, schools: list[OrgUnit]) -> None:
        super().__init__(data, label_suffix="")
        self._schools = {one.public_id: one for one in schools}
        choice = self.fields["school"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(one.public_id, one.name) for one in schools]
        if len(schools) == 1:
            choice.widget = forms.HiddenInput()
            choice.initial = schools[0].public_id

    @property
    def chosen_school(self) -> OrgUnit:
        """The school chosen; call only after `is_valid`."""
        return self._schools[self.cleaned_data["school"]]


class ReasonForm(forms.Form):
    """Why."""

    reason = BlockInput(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300})
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
