"""Forms about people and places. Choices come from what the asking person may touch, never from the whole table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.accounts.models import User
from config.fields import CodeInput, CodePatternInput, LineInput, NameInput
from repository.organisations import policies
from repository.organisations.endings import held_by
from repository.organisations.models import ClassGroup, Membership, OrgUnit, Role, SchoolYear
from repository.organisations.people import pupil_code
from repository.organisations.roster_columns import MAX_FILE_BYTES
from repository.organisations.viewer import Viewer
from repository.organisations.years import MoveUp, year_of

CHOOSE = _("Choose…")
STAFF_ROLES = [choice for choice in Role.choices if choice[0] != Role.PUPIL]


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """A day, chosen from a calendar; today unless the caller says otherwise."""
    kwargs.setdefault("initial", timezone.localdate)
    return forms.DateField(
        label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs
    )


class UnitChoice(forms.ModelChoiceField):
    """One of the units the person may touch, by public id; the label names the school of a subject group."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", CHOOSE)
        super().__init__(queryset=OrgUnit.objects.none(), to_field_name="public_id", **kwargs)

    def label_from_instance(self, unit: OrgUnit) -> str:
        """A group is told apart by its school."""
        return (
            f"{unit.label} - {unit.parent.label}"
            if unit.kind.is_subject_group and unit.parent
            else unit.label
        )


class PeopleFilter(forms.Form):
    """What the list of people is narrowed to."""

    q = LineInput(label=_("Name or sign-in name"), required=False, max_length=100)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All roles")), *STAFF_ROLES])
    unit = UnitChoice(label=_("Unit"), required=False, empty_label=_("All units"))
    state = forms.ChoiceField(
        label=_("Account"),
        required=False,
        choices=[("", _("All accounts")), ("active", _("Active")), ("closed", _("Closed"))],
    )

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = policies.administered_units(viewer).exclude(kind__is_subject_group=True)
        self.fields["unit"].queryset = units_to_choose(units)


class AccountForm(forms.Form):
    """A new account of staff."""

    display_name = NameInput(label=_("Full name"), max_length=150, help_text=_("As in the school's records."))
    username = LineInput(
        label=_("Sign-in name"),
        max_length=60,
        help_text=_("Letters, digits and . _ - only, for example an.nv."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=STAFF_ROLES)
    unit = UnitChoice(label=_("Unit"), help_text=_("Teachers and heads belong to a subject group."))
    education_id = CodeInput(label=_("Education id"), max_length=20, required=False)

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_to_choose(policies.administered_units(viewer))


class RoleForm(forms.Form):
    """One more role for a person."""

    role = forms.ChoiceField(label=_("Role"), choices=STAFF_ROLES)
    unit = UnitChoice(label=_("Unit"))
    valid_from = day_field(_("From"))
    valid_to = day_field(_("Until"), required=False, initial=None)

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_to_choose(policies.administered_units(viewer))


class LastDayForm(forms.Form):
    """The last day of something."""

    last_day = day_field(_("Last day"))


class HandOverForm(forms.Form):
    """Who takes over what hangs on a role: one choice per class and open test, the likely one chosen."""

    def __init__(self, membership: Membership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = policies.school_of(membership.unit)
        people = policies.possible_delegates(school).exclude(pk=membership.user_id).order_by("name_sort")
        for holding, held in held_by(membership.user, school):
            self.fields[held.key] = forms.ModelChoiceField(
                label=f"{holding.label}: {held.title}",
                queryset=people,
                to_field_name="public_id",
                required=False,
                empty_label=_("nobody for now"),
                initial=held.proposed.public_id if held.proposed else None,
            )

    def successors(self) -> dict[str, User]:
        """Those that were chosen, by `Held.key`."""
        return {key: person for key, person in self.cleaned_data.items() if person}


class OwnRoleChoice(forms.ModelChoiceField):
    """One of the person's own roles that may be delegated."""

    def label_from_instance(self, membership: Membership) -> str:
        """Role and unit in words."""
        return f"{membership.get_role_display()} - {membership.unit.label}"


class DelegationForm(forms.Form):
    """Who acts for me, in which role, from when to when, and why."""

    membership = OwnRoleChoice(
        label=_("In my role as"),
        queryset=Membership.objects.none(),
        to_field_name="public_id",
        empty_label=CHOOSE,
    )
    to_user = forms.ModelChoiceField(
        label=_("Who acts for you"),
        queryset=User.objects.none(),
        to_field_name="public_id",
        empty_label=CHOOSE,
    )
    valid_from = day_field(_("From"))
    valid_to = day_field(_("Until"))
    reason = LineInput(label=_("Reason"), max_length=300)

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Membership.objects.filter(user=viewer.user, role__in=policies.DELEGABLE_ROLES).valid_on(
            viewer.today
        )
        own = list(mine.select_related("unit"))
        self.fields["membership"].queryset = mine.select_related("unit")
        if len(own) == 1:
            self.fields["membership"].initial = own[0].public_id
        colleagues = User.objects.none()
        for membership in own:
            colleagues |= policies.possible_delegates(membership.unit)
        self.fields["to_user"].queryset = colleagues.exclude(pk=viewer.user.pk if viewer.user else None)


class SchoolYearForm(forms.Form):
    """A new school year."""

    starts = day_field(_("First day"), initial=None)
    ends = day_field(_("Last day"), initial=None)


class RollOverForm(forms.Form):
    """What each class of the old year becomes; what follows is asked before it happens."""

    def __init__(self, moves: list[MoveUp], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = {}
        for move in moves:
            words = {"name": move.group.name, "count": move.pupils}
            fields[move.group.public_id] = LineInput(
                label=_("%(name)s (%(count)d pupils) becomes") % words,
                required=False,
                max_length=20,
                initial=move.next_name,
                help_text="" if move.next_name else _("Empty: these pupils leave the school."),
            )
        self.fields.update(fields)

    def names(self) -> dict[str, str]:
        """New names by public id of the old class."""
        return dict(self.cleaned_data)


class ClassForm(forms.Form):
    """A new class of a school."""

    year = forms.ModelChoiceField(
        label=_("School year"), queryset=SchoolYear.objects.none(), to_field_name="code", required=False
    )
    school = UnitChoice(label=_("School"))
    grade_code = CodePatternInput(label=_("Grade"), regex=r"^[A-Za-z0-9-]{1,10}$")
    name = NameInput(label=_("Class"), max_length=20)

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = units_to_choose(policies.administered_units(viewer).schools())
        self.fields["year"].queryset = SchoolYear.objects.filter(ends__gte=viewer.today).order_by("starts")
        self.fields["year"].empty_label = str(year_of(viewer.today) or "")


class ClassTeachersForm(forms.Form):
    """Who teaches a class."""

    teachers = forms.ModelMultipleChoiceField(
        label=_("Teachers of the class"),
        queryset=User.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, class_group: ClassGroup, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teachers"].queryset = policies.possible_delegates(class_group.school)


class RosterForm(forms.Form):
    """The filled template and the unit it is for."""

    unit = UnitChoice(label=_("Unit"))
    file = forms.FileField(label=_("Filled template (.xlsx)"))

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_to_choose(
            policies.administered_units(viewer).exclude(kind__is_subject_group=True)
        )

    def clean_file(self) -> Any:
        """Refuse by size before anything reads the file."""
        upload = self.cleaned_data["file"]
        if upload.size > MAX_FILE_BYTES:
            raise forms.ValidationError(_("The file is too large. A roster has 5 MB at most."))
        return upload


class PupilSignInForm(forms.Form):
    """Code and PIN of a class card."""

    code = CodeInput(
        label=_("Code on the card"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    pin = CodeInput(
        label=_("PIN"),
        max_length=32,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class NewPupilForm(forms.Form):
    """One pupil of a class."""

    name = NameInput(label=_("Full name"), max_length=150)
    code = CodePatternInput(
        label=_("Pupil's code"),
        regex=r"^[A-Za-z0-9.-]{1,30}$",
        required=False,
        help_text=_("The school's own code, if it gives one. It tells namesakes apart."),
    )


class PupilNameForm(forms.Form):
    """Another name for the same pupil."""

    name = NameInput(label=_("Full name"), max_length=150)


class ClassChoice(forms.ModelChoiceField):
    """A class, with its school."""

    def label_from_instance(self, group: ClassGroup) -> str:
        """Name and school."""
        return f"{group.name} - {group.school.label} ({group.school_year.code})"


class PupilClassForm(forms.Form):
    """Where a pupil sits; nothing chosen takes the pupil off every class."""

    class_group = ClassChoice(
        label=_("Class"),
        queryset=ClassGroup.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("no class (take the pupil off)"),
    )

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = policies.administered_units(viewer).schools()
        groups = ClassGroup.objects.filter(
            school__in=schools.values("pk"), closed_at__isnull=True, school_year__ends__gte=viewer.today
        )
        self.fields["class_group"].queryset = groups.select_related("school", "school_year").order_by(
            "school__path", "grade_code", "name"
        )


class TwinForm(forms.Form):
    """The other account of the same child."""

    twin = forms.ChoiceField(label=_("The other account of this pupil"))

    def __init__(self, twins: list[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["twin"].choices = [("", CHOOSE)] + [
            (twin.public_id, f"{twin.display_name} ({pupil_code(twin)})") for twin in twins
        ]


class YearChoice(forms.Form):
    """Which school year a page shows."""

    year = forms.ModelChoiceField(
        label=_("School year"), queryset=SchoolYear.objects.all(), to_field_name="code"
    )


def units_to_choose(units: QuerySet[OrgUnit]) -> QuerySet[OrgUnit]:
    """Units of today with what their labels need."""
    return units.valid_on(timezone.localdate()).select_related("kind", "parent")
