"""What pupils and guests type before a test: a join code, a name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.fields import CodeInput, NameInput

CODE_FIELD = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "class": "code-input"}
NAME_FIELD = {"autocomplete": "off", "spellcheck": "false"}


class JoinForm(forms.Form):
    """The code from the blackboard; dashes, spaces and capitals do not matter."""

    code = CodeInput(
        label=_("Join code"),
        help_text=_("Eight letters and digits that your teacher shows, for example k7m2 x9qd."),
        max_length=40,
        widget=forms.TextInput(attrs=CODE_FIELD),
    )


class NameForm(forms.Form):
    """The name of a guest whom the teacher lets in."""

    name = NameInput(
        label=_("Your full name"),
        help_text=_("As your teacher knows it, for example Lê Thu Hà."),
        max_length=60,
        widget=forms.TextInput(attrs=NAME_FIELD),
    )


class ChoiceOfName(forms.Form):
    """One name of the class list, by the pupil's public id; the service knows which are free."""

    pupil = forms.CharField(max_length=12, required=False)

    def chosen(self) -> str:
        """The id that was sent; "" for none."""
        data: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        return str(data.get("pupil", ""))
