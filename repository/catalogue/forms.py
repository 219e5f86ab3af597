"""The description form: four required questions, the rest folded away; one instance per material, many on a page."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.fields import BlockInput, LineInput
from config.two_windows import TwoWindowsForm
from repository.catalogue.models import LearningMaterial
from repository.catalogue.services.authoring import Description
from repository.catalogue.vocabulary import Licence, MaterialType
from repository.curriculum.models import GradeLevel, Outcome, Subject, TextbookSeries, Topic

OWN, PERMITTED, FREE, UNSURE = "own", "permitted", "free", "unsure"
RIGHTS = [
    (OWN, gettext_lazy("Yes, all of it is mine or my colleagues'")),
    (PERMITTED, gettext_lazy("No, but the owner has permitted it")),
    (FREE, gettext_lazy("No, and nobody owns it any more (laws, very old works)")),
    (UNSURE, gettext_lazy("I do not know")),
]
# The licence that follows from the answer; for own work the author chooses one.
LICENCE_OF_RIGHTS = {PERMITTED: "permitted", FREE: "public-domain"}
LANGUAGES = [("vi", gettext_lazy("Vietnamese")), ("en", gettext_lazy("English"))]
LONGEST_DESCRIPTION = 5000


class Vocabularies:
    """The terms a description may name, read once for all the forms of a page."""

    @cached_property
    def subjects(self) -> dict[str, Subject]:
        """By code."""
        return {row.code: row for row in Subject.objects.current()}

    @cached_property
    def grades(self) -> dict[str, GradeLevel]:
        """By code."""
        return {row.code: row for row in GradeLevel.objects.current()}

    @cached_property
    def licences(self) -> dict[str, Licence]:
        """By code."""
        return {row.code: row for row in Licence.objects.filter(retired_on__isnull=True)}

    @cached_property
    def types(self) -> dict[str, MaterialType]:
        """By code."""
        return {row.code: row for row in MaterialType.objects.filter(retired_on__isnull=True)}

    @cached_property
    def series(self) -> dict[str, TextbookSeries]:
        """By code."""
        return {row.code: row for row in TextbookSeries.objects.current()}

    @cached_property
    def topics(self) -> dict[str, Topic]:
        """By code."""
        return {row.code: row for row in Topic.objects.current().select_related("subject", "grade")}

    @cached_property
    def outcomes(self) -> dict[str, Outcome]:
        """By code."""
        return {
            row.code: row
            for row in Outcome.objects.current().select_related("topic__subject", "topic__grade")
        }

    @property
    def own_licences(self) -> list[Licence]:
        """What the author of own work chooses from."""
        derived = set(LICENCE_OF_RIGHTS.values())
        return [licence for licence in self.licences.values() if licence.code not in derived]


class DescriptionForm(TwoWindowsForm):
    """What a teacher says about one material. Anything may be left empty in a draft; `for_review` asks for the four."""

    title = LineInput(label=gettext_lazy("Title"), max_length=255)
    subject = forms.ChoiceField(label=gettext_lazy("Subject"))
    grades = forms.MultipleChoiceField(label=gettext_lazy("Grades"), widget=forms.CheckboxSelectMultiple)
    rights_statement = forms.ChoiceField(
        label=gettext_lazy("Is all of it your own work?"), choices=RIGHTS, widget=forms.RadioSelect
    )
    licence = forms.ChoiceField(label=gettext_lazy("What may others do with it?"), widget=forms.RadioSelect)
    rights_note = LineInput(
        label=gettext_lazy("Who has permitted it, and how?"),
        max_length=300,
        help_text=gettext_lazy("For example: the publisher, by letter of 12/10/2026."),
    )
    material_type = forms.ChoiceField(label=gettext_lazy("Kind of material"))
    topics = forms.MultipleChoiceField(label=gettext_lazy("Topics"), widget=forms.CheckboxSelectMultiple)
    outcomes = forms.MultipleChoiceField(
        label=gettext_lazy("Learning outcomes"), widget=forms.CheckboxSelectMultiple
    )
    series = forms.ChoiceField(label=gettext_lazy("Textbook series"))
    description = BlockInput(
        label=gettext_lazy("Description"),
        max_length=LONGEST_DESCRIPTION,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    keywords = LineInput(
        label=gettext_lazy("Keywords"), max_length=300, help_text=gettext_lazy("Separated by commas.")
    )
    authors = LineInput(label=gettext_lazy("Authors"), max_length=300)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)
    for_pupils = forms.BooleanField(label=gettext_lazy("Pupils may see it"))

    required_names: ClassVar[tuple[str, ...]] = (
        "title",
        "subject",
        "grades",
        "rights_statement",
        "licence",
        "rights_note",
    )
    missing_words: ClassVar[dict[str, Any]] = {
        "title": gettext_lazy("Give it a title."),
        "subject": gettext_lazy("Choose the subject."),
        "grades": gettext_lazy("Choose at least one grade."),
        "rights_statement": gettext_lazy("Say whose work it is."),
        "licence": gettext_lazy("Choose what others may do with it."),
        "rights_note": gettext_lazy("Say who has permitted it."),
    }

    def __init__(
        self,
        data: Any = None,
        *,
        draft: LearningMaterial,
        vocabularies: Vocabularies,
        for_review: bool = False,
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, prefix=prefix or draft.public_id, initial=initial_of(draft), label_suffix="")
        self.draft, self.writers = draft, draft.typed_in
        self.vocabularies = vocabularies
        self.for_review = for_review
        for field in self.fields.values():
            field.required = False
        self._offer_terms()

    def clean_title(self) -> str:
        """One line; a draft that is emptied keeps its earlier title, for a list must be able to name it."""
        title = self.cleaned_data["title"]
        return title or ("" if self.for_review else self.draft.title)

    def clean(self) -> dict[str, Any]:
        """The licence follows from the answer about rights; what is missing is said only when it is sent for review."""
        cleaned = super().clean() or {}
        rights = cleaned.get("rights_statement", "")
        if rights in LICENCE_OF_RIGHTS:
            cleaned["licence"] = LICENCE_OF_RIGHTS[rights]
        elif cleaned.get("licence") in LICENCE_OF_RIGHTS.values():
            cleaned["licence"] = ""
        if self.for_review:
            self._complain(cleaned)
        return cleaned

    def description_of(self) -> Description:
        """What the service takes. Call after `is_valid()`."""
        data, words = self.cleaned_data, self.vocabularies
        return Description(
            title=data["title"],
            subject=words.subjects.get(data["subject"]),
            grades=[words.grades[code] for code in data["grades"]],
            licence=words.licences.get(data["licence"]),
            rights_statement=data["rights_statement"],
            rights_note=data["rights_note"],
            material_type=words.types.get(data["material_type"]),
            description=data["description"],
            topics=[words.topics[code] for code in data["topics"]],
            outcomes=[words.outcomes[code] for code in data["outcomes"]],
            series=words.series.get(data["series"]),
            authors=data["authors"],
            keywords=data["keywords"],
            language=data["language"] or "vi",
            for_pupils=data["for_pupils"],
        )

    def _complain(self, cleaned: dict[str, Any]) -> None:
        rights = cleaned.get("rights_statement", "")
        for name in self.required_names:
            asked = name != "rights_note" or rights == PERMITTED
            if name == "licence" and rights in {"", UNSURE}:
                continue  # one question at a time
            if name in {"subject", "grades"} and not self.draft.owner_org.teaches_subjects:
                continue
            if asked and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, self.missing_words[name])
        if rights == UNSURE:
            self.add_error("rights_statement", _("It cannot be sent while nobody knows whose work it is."))

    def _offer_terms(self) -> None:
        words = self.vocabularies
        subject, grades = self._chosen("subject"), self._chosen("grades")
        none = [("", _("Choose"))]
        self._choices("subject", none + _labels(words.subjects.values()))
        self._choices("grades", _labels(words.grades.values()))
        self._choices("licence", [(row.code, row.explanation or row.label) for row in words.own_licences])
        self._choices("material_type", none + _labels(words.types.values()))
        self._choices("series", [("", _("None")), *_labels(words.series.values())])
        topics = [topic for topic in words.topics.values() if _belongs(topic, subject, grades)]
        chosen = set(self._chosen("topics"))
        outcomes = [row for row in words.outcomes.values() if row.topic.code in chosen]
        self._choices("topics", _labels([*topics, *_kept(words.topics, chosen, topics)]))
        kept = _kept(words.outcomes, set(self._chosen("outcomes")), outcomes)
        self._choices("outcomes", _labels([*outcomes, *kept]))

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _chosen(self, name: str) -> Any:
        value = self[name].value()
        return value if value is not None else ""

    @property
    def required_fields(self) -> list[forms.BoundField]:
        """The questions every material must answer, without those about rights; a preschool is asked for no subject."""
        by_subject = ["subject", "grades"] if self.draft.owner_org.teaches_subjects else []
        return [self[name] for name in ("title", *by_subject)]

    @property
    def details(self) -> list[forms.BoundField]:
        """Everything else, folded away."""
        names = (
            "material_type",
            "topics",
            "outcomes",
            "series",
            "description",
            "keywords",
            "authors",
            "language",
            "for_pupils",
        )
        return [
            self[name] for name in names if name not in {"topics", "outcomes"} or self.fields[name].choices
        ]  # type: ignore[attr-defined]


class SendForm(forms.Form):
    """A word to the reviewers."""

    message = BlockInput(
        label=gettext_lazy("Message to the reviewers"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, replaces_version: bool = False) -> None:
        super().__init__(data, label_suffix="")
        if replaces_version:  # of a later version it becomes the note that readers see
            self.fields["message"].label = _("What has changed? Readers see this with the new version.")


def initial_of(draft: LearningMaterial) -> dict[str, Any]:
    """The draft's values as the form shows them: terms by code."""
    return {
        "title": draft.title,
        "subject": draft.subject.code if draft.subject else "",
        "grades": [grade.code for grade in draft.grades.all()],
        "rights_statement": draft.rights_statement,
        "licence": draft.licence.code if draft.licence else "",
        "rights_note": draft.rights_note,
        "material_type": draft.material_type.code if draft.material_type else "",
        "topics": [topic.code for topic in draft.topics.all()],
        "outcomes": [outcome.code for outcome in draft.outcomes.all()],
        "series": draft.series.code if draft.series else "",
        "description": draft.description,
        "keywords": draft.keywords,
        "authors": draft.authors,
        "language": draft.language,
        "for_pupils": draft.for_pupils,
    }


def _labels(rows: Any) -> list[tuple[str, str]]:
    return [(row.code, row.label) for row in rows]


def _belongs(topic: Topic, subject: str, grades: list[str]) -> bool:
    return bool(subject) and topic.subject.code == subject and (not grades or topic.grade.code in grades)


def _kept(all_rows: dict[str, Any], chosen: set[str], shown: list[Any]) -> list[Any]:
    """Chosen terms that the present subject does not offer stay on the form until somebody takes them away."""
    present = {row.code for row in shown}
    return [all_rows[code] for code in chosen if code in all_rows and code not in present]
