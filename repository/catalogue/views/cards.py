"""The description card of one draft as the upload and edit pages show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _

from media.files.kinds import icon_of
from media.files.sections import described
from media.files.wording import FindingWords, findings_of
from repository.catalogue.covers import with_covers
from repository.catalogue.forms import DescriptionForm, Vocabularies
from repository.catalogue.models import LearningMaterial, ManifestEntry
from repository.catalogue.services.authoring import missing_fields
from repository.curation.life import IN_REVIEW
from repository.organisations.requests import HouseRequest
from repository.shell.covers import Cover


@dataclass(frozen=True)
class Question:
    """A field, where its proposal came from ("" = it is no proposal), and a reviewer's note on it."""

    field: BoundField
    guess: str = ""
    note: str = ""
    row: bool = False
    theirs: str = ""  # what another window has stored meanwhile, where both have changed it


@dataclass(frozen=True)
class FileLine:
    """A file of the draft in a list."""

    entry_id: str
    name: str
    size: int
    icon: str
    note: str
    url: str
    findings: list[FindingWords]


@dataclass
class DraftCard:
    """Everything a card shows. `notes` are a reviewer's words by field name."""

    material: LearningMaterial
    draft: LearningMaterial
    form: DescriptionForm
    cover: Cover
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def is_sent(self) -> bool:
        """Sent for review already: nothing to fill in."""
        return self.material.state in IN_REVIEW

    @property
    def asked(self) -> list[Question]:
        """Title, subject, grades."""
        return [self._question(bound) for bound in self.form.required_fields]

    @property
    def rights(self) -> Question:
        """Whose work it is."""
        return self._question(self.form["rights_statement"])

    @property
    def licence(self) -> Question:
        """What others may do with own work."""
        return self._question(self.form["licence"])

    @property
    def rights_note(self) -> Question:
        """Who has permitted it."""
        return self._question(self.form["rights_note"])

    @property
    def details(self) -> list[Question]:
        """What is folded away."""
        return [self._question(bound) for bound in self.form.details]

    @property
    def details_open(self) -> bool:
        """Unfolded when something in there was refused or noted."""
        names = {bound.name for bound in self.form.details}
        return bool(names & {*self.form.errors, *self.form.collisions, *self.notes})

    @property
    def files(self) -> list[FileLine]:
        """The files of the draft."""
        return [_line(self.material, entry) for entry in self.draft.manifest.all()]

    @property
    def missing(self) -> list[str]:
        """What the saved draft still lacks, in words."""
        return list(missing_fields(self.draft).values())

    def _question(self, bound: BoundField) -> Question:
        guessed = bound.name in self.draft.guessed_fields and not bound.errors
        guess = _("from the file") if guessed else ""
        theirs = self.form.words_of_theirs(bound.name) if bound.name in self.form.collisions else ""
        note = self.notes.get(bound.name, "")
        return Question(bound, guess, note, row=bound.name == "grades", theirs=theirs)


def cards_for(
    request: HouseRequest,
    materials: list[LearningMaterial],
    *,
    data: Any = None,
    for_review: set[str] | frozenset[str] = frozenset(),
) -> list[DraftCard]:
    """Cards in the order given. `data`: what was posted; `for_review`: public ids of those that must be complete."""
    vocabularies = Vocabularies()
    rows = with_covers(request.viewer, materials, drafts=True)
    cards = []
    for material in rows:
        draft = material.draft
        posted = data if data is not None and f"{material.public_id}-title" in data else None
        form = DescriptionForm(
            posted, draft=draft, vocabularies=vocabularies, for_review=material.public_id in for_review
        )
        cards.append(DraftCard(material, draft, form, material.cover))  # type: ignore[attr-defined]
    return cards


def still_guessed(card: DraftCard, data: Any) -> list[str]:
    """Names of the fields that are dotted and that the person has not confirmed yet."""
    confirmed = set(data.getlist("confirmed"))
    return [name for name in card.draft.guessed_fields if f"{card.form.prefix}-{name}" not in confirmed]


def _line(material: LearningMaterial, entry: ManifestEntry) -> FileLine:
    found = described(entry.blob).metadata
    note = ""
    if found.slides:
        note = _("%(count)s slides") % {"count": found.slides}
    elif found.pages:
        note = _("%(count)s pages") % {"count": found.pages}
    return FileLine(
        entry_id=entry.public_id,
        name=entry.name,
        size=entry.blob.size,
        icon=icon_of(entry.blob),
        note=note,
        url=reverse("draft_file", args=[material.public_id, entry.public_id]),
        findings=findings_of(entry.blob),
    )
