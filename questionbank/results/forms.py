"""What a teacher types on the class table and the results: minutes, reasons, a new key."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from config.fields import BlockInput
from questionbank.attempts.services.running import MOST_MINUTES

REASON_LENGTH = 300


class RunningForm(forms.Form):
    """The bar of the class table: who is chosen, how many minutes, why."""

    minutes = forms.IntegerField(
        label=_("Minutes to give"), min_value=1, max_value=MOST_MINUTES, initial=5, required=False
    )
    reason = BlockInput(label=_("Reason"), max_length=REASON_LENGTH, required=False)

    despite_key = forms.BooleanField(label=_("although the answers are known"), required=False)


class ReasonForm(forms.Form):
    """One sentence of why."""

    reason = BlockInput(label=_("Reason"), max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 2}))
