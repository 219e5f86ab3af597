"""What a librarian says when sharing: to whom, from when until when, with which rights, on which basis."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.fields import LineInput
from repository.catalogue.models import Audience, LearningMaterial
from repository.catalogue.services.sharing import Terms
from repository.organisations.models import OrgUnit, UnitGroup


class SharingForm(forms.Form):
    """Audiences are the units above the school, the named groups it belongs to, all members, and everyone."""

    audience = forms.ChoiceField(label=gettext_lazy("Share with"), widget=forms.RadioSelect)
    valid_from = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}))
    valid_until = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Leave empty for no end."),
    )
    may_download = forms.BooleanField(label=gettext_lazy("May be downloaded"), required=False, initial=True)
    basis = LineInput(
        label=gettext_lazy("Basis"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For example the number of the decision or the plan."),
    )

    def __init__(self, *args: Any, material: LearningMaterial, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"valid_from": timezone.localdate().isoformat(), "may_download": True})
        super().__init__(*args, **kwargs)
        above = OrgUnit.objects.filter(pk__in=material.owner_org.ancestor_ids).exclude(
            pk=material.owner_org_id
        )
        self._units = {f"below:{unit.public_id}": unit for unit in above.order_by("-path")}
        groups = UnitGroup.objects.filter(units__in=material.owner_org.ancestor_ids).distinct()
        self._groups = {f"group:{group.public_id}": group for group in groups}
        field = self.fields["audience"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *((key, _("Schools of %(unit)s") % {"unit": unit.name}) for key, unit in self._units.items()),
            *((key, group.name) for key, group in self._groups.items()),
            (Audience.MEMBERS, _("Everyone with an account")),
            (Audience.PUBLIC, _("Everyone, also without signing in")),
        ]

    def clean(self) -> dict[str, Any]:
        """The end may not lie before the start."""
        data = super().clean() or {}
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("The end lies before the start. Please correct the dates."))
        return data

    def terms(self) -> Terms:
        """The terms that a valid form says; the last day counts until midnight."""
        data = self.cleaned_data
        chosen = data["audience"]
        today = data["valid_from"] <= timezone.localdate()
        common = {
            "valid_from": None if today else _at(data["valid_from"], time.min),
            "valid_until": _at(data["valid_until"], time.max) if data["valid_until"] else None,
            "may_download": data["may_download"],
            "basis": data["basis"],
        }
        if unit := self._units.get(chosen):
            return Terms(audience=Audience.UNIT_BELOW, unit=unit, **common)
        if group := self._groups.get(chosen):
            return Terms(audience=Audience.GROUP, group=group, **common)
        return Terms(audience=Audience(chosen), **common)


class WithdrawForm(forms.Form):
    """Why a published work goes out of use."""

    reason = LineInput(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Shown to everyone who opens the old address."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    show_title = forms.BooleanField(
        label=gettext_lazy("Keep showing the title"), required=False, initial=True
    )


def _at(day: Any, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))
