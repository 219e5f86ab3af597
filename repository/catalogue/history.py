"""The review history of a work as its page shows it: who, when, which version, which decision, which note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from repository.catalogue.models import LearningMaterial
from repository.catalogue.showing import place_words
from repository.curation.models import ReviewDecision, ReviewRound, RoundState, Verdict
from repository.organisations.viewer import Viewer

_STATE_OF_VERDICT = {Verdict.APPRAISE: "appraised", Verdict.APPROVE: "approved", Verdict.RETURN: "returned"}


@dataclass(frozen=True)
class HistoryStep:
    """One line: a state of `repository.shell.states` with person, moment, version and note."""

    state: str
    label: str
    who: str
    at: datetime | None
    version: str
    note: str = ""


def history_of(viewer: Viewer, material: LearningMaterial) -> list[HistoryStep]:
    """Every hand-in and decision the viewer may read, oldest first; two queries."""
    rounds = (
        ReviewRound.objects.visible_to(viewer)
        .filter(kind="material", subject_id=material.public_id)
        .select_related("submitted_by")
        .prefetch_related("decisions__actor", "decisions__acting_for")
        .order_by("pk")
    )
    steps: list[HistoryStep] = []
    version = 1
    for review_round in rounds:
        words = _("version %(number)s") % {"number": version}
        steps.extend(_steps_of(review_round, words))
        version += review_round.state == RoundState.APPROVED
    return steps


def _steps_of(review_round: ReviewRound, version: str) -> list[HistoryStep]:
    sent = HistoryStep(
        "submitted",
        _("Sent for review"),
        str(review_round.submitted_by),
        review_round.submitted_at,
        version,
        review_round.message,
    )
    steps = [sent, *(_step_of(decision, version) for decision in review_round.decisions.all())]
    if review_round.state == RoundState.WITHDRAWN:
        who = str(review_round.submitted_by)
        steps.append(HistoryStep("draft", _("Taken back by the author"), who, review_round.closed_at, version))
    return steps


def _step_of(decision: ReviewDecision, version: str) -> HistoryStep:
    who = str(decision.actor)
    if decision.acting_for:
        who = _("%(delegate)s, on behalf of %(person)s") % {"delegate": who, "person": decision.acting_for}
    notes = [decision.note, *(_anchored(anchor) for anchor in decision.anchors)]
    return HistoryStep(
        _STATE_OF_VERDICT[Verdict(decision.verdict)], "", who, decision.at, version, "\n".join(filter(None, notes))
    )


def _anchored(anchor: dict[str, str]) -> str:
    target = str(anchor.get("target", ""))
    kind, colon, name = target.partition(":")
    place = field_words(name) if colon and kind == "field" else name if colon else place_words(target)
    return f"{place}: {anchor.get('note', '')}"


def field_words(name: str) -> str:
    """A field of the description in words."""
    names = {
        "title": _("title"),
        "subject": _("subject"),
        "grades": _("grade"),
        "licence": _("licence"),
        "rights_statement": _("rights"),
        "rights": _("rights"),
        "rights_note": _("permission"),
        "material_type": _("kind of material"),
        "topics": _("topics"),
        "outcomes": _("learning outcomes"),
        "series": _("textbook series"),
        "description": _("description"),
        "keywords": _("keywords"),
        "authors": _("authors"),
        "language": _("language"),
        "for_pupils": _("pupils may see it"),
    }
    return names.get(name, name)
