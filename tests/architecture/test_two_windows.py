"""A form with words over a stored row is built for two windows (`config.two_windows`), or says why it need not be."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.urls import get_resolver

from config.two_windows import TwoWindowsForm

FLOORS = ("config", "media", "repository", "questionbank", "search")
COUNTED = "the row counts its edits: the service refuses a stale number and the page keeps both"
NEW = "adds something new: nothing stands there that it could overwrite"
ASKS = "only finds or opens, keeps nothing"
NEEDS_NONE = {
    "questionbank.items.forms.OfferForm": NEW,
    "questionbank.items.forms.ReasonForm": NEW,
    "questionbank.quizzes.composition.SlotForm": COUNTED,
    "questionbank.quizzes.forms.SettingsForm": COUNTED,
    "questionbank.quizzes.forms.PartForm": COUNTED,
    "questionbank.quizzes.forms.TotalForm": COUNTED,
    "questionbank.results.forms.RunningForm": NEW,
    "questionbank.results.forms.ReasonForm": NEW,
    "questionbank.results.key_form.KeyForm": NEW,
    "questionbank.taking.forms.ChoiceOfName": ASKS,
    "questionbank.taking.forms.JoinForm": ASKS,
    "questionbank.taking.forms.NameForm": ASKS,
    "repository.catalogue.admin_choosers.ChooserFilterForm": ASKS,
    "repository.catalogue.forms.SendForm": NEW,
    "repository.catalogue.sharing_form.WithdrawForm": NEW,
    "repository.catalogue.sharing_form.SharingForm": NEW,
    "repository.curation.forms.StepForm": "a chain is replaced whole: the service refuses one made from another",
    "repository.curation.forms.DecisionForm": "a decision is new, and is refused when the work has changed (digest)",
    "repository.organisations.forms.NewPupilForm": NEW,
    "repository.organisations.unit_forms.UnitForm": NEW,
    "repository.organisations.forms.PupilNameForm": "one name, sent by its button; the log keeps former ones",
    "repository.organisations.forms.PeopleFilter": ASKS,
    "repository.organisations.forms.AccountForm": NEW,
    "repository.organisations.forms.ClassForm": NEW,
    "repository.organisations.forms.DelegationForm": NEW,
    "repository.organisations.forms.PupilSignInForm": ASKS,
    "repository.shell.gallery.specimens.SpecimenForm": "shows how fields look",
}


def forms_with_words() -> Iterator[str]:
    assert get_resolver().url_patterns  # imports every view and with it every form
    waiting: list[type] = [forms.BaseForm]
    seen: set[type] = set()
    while waiting:
        kind = waiting.pop()
        waiting += [one for one in kind.__subclasses__() if one not in seen]
        seen.update(kind.__subclasses__())
        if kind.__module__.partition(".")[0] in FLOORS and not issubclass(kind, TwoWindowsForm):
            fields = getattr(kind, "base_fields", {}).values()
            if any(isinstance(field, forms.CharField) for field in fields):
                yield f"{kind.__module__}.{kind.__name__}"


def test_every_form_with_words_knows_two_windows_or_says_why_not():
    assert set(forms_with_words()) == set(NEEDS_NONE)
