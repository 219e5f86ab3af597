"""What reviewers wrote on a returned work, sorted by where it belongs: fields, pages, files, the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from repository.catalogue.models import LearningMaterial
from repository.curation.models import ReviewDecision, Verdict
from repository.organisations.viewer import Viewer

# A note on the rights belongs to the question about them, whatever the reviewer's form calls it.
_FIELD_ALIASES = {"rights": "rights_statement", "type": "material_type", "grade": "grades"}


@dataclass(frozen=True)
class PlacedNote:
    """A note on a place of a file: "page=3" or the name of the file."""

    target: str
    note: str


@dataclass
class ReturnNotes:
    """The latest return of a work: who, the note on the whole, notes by field name, notes on places."""

    decision: ReviewDecision
    by_field: dict[str, str] = field(default_factory=dict)
    placed: list[PlacedNote] = field(default_factory=list)
    field_target: str = "field:"  # put before a name of `by_field`, it is a target again

    @property
    def note(self) -> str:
        """What was said on the whole."""
        return self.decision.note


def return_notes(viewer: Viewer, material: LearningMaterial) -> ReturnNotes | None:
    """The notes with which the work was last returned; None when it never was."""
    return last_returns(viewer, [material]).get(material.public_id)


def last_returns(viewer: Viewer, materials: Iterable[LearningMaterial]) -> dict[str, ReturnNotes]:
    """The latest return of each work, by its public id; one query."""
    ids = [material.public_id for material in materials]
    decisions = ReviewDecision.objects.visible_to(viewer).filter(
        round__kind="material", round__subject_id__in=ids, verdict=Verdict.RETURN
    )
    latest: dict[str, ReturnNotes] = {}
    for decision in decisions.select_related("round", "actor").order_by("-pk"):
        latest.setdefault(decision.round.subject_id, _sorted(decision))
    return latest


def _sorted(decision: ReviewDecision) -> ReturnNotes:
    notes = ReturnNotes(decision)
    for anchor in decision.anchors:
        target, note = str(anchor.get("target", "")), str(anchor.get("note", ""))
        kind, colon, name = target.partition(":")
        if colon and kind == "field":
            name = _FIELD_ALIASES.get(name, name)
            notes.by_field[name] = "\n".join(part for part in (notes.by_field.get(name, ""), note) if part)
        else:
            notes.placed.append(PlacedNote(name if colon else target, note))
    return notes
