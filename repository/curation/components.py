"""Parts of pages that tell of review: rows of the queue, the history, counts in the navigation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.accounts.models import User
from config.audit.models import AuditEntry
from config.notices.models import Notice
from repository.curation.chains import Chain, chain_for, changes_of
from repository.curation.deciding import holders_of, stand_in_for
from repository.curation.models import ReviewDecision, ReviewRound, ReviewStep
from repository.curation.policies import has_review_work, may_set_chain
from repository.curation.querysets import ReviewRoundQuerySet
from repository.curation.reviewable import REVIEWABLE
from repository.organisations.models import OrgUnit, Role
from repository.organisations.people import people_with
from repository.organisations.requests import HouseRequest
from repository.organisations.viewer import GROUP_ROLES, Viewer
from repository.shell.navigation import NAVIGATION, NavigationEntry, PanelAnswer, Place, panel

CHANGES_SHOWN, HOLDERS_SHOWN = 10, 3


@dataclass(frozen=True)
class HistoryEntry:
    """One round with its decisions, oldest first."""

    round: ReviewRound
    decisions: list[ReviewDecision]


def queue_rows(waiting: ReviewRoundQuerySet, limit: int) -> list[ReviewRound]:
    """Rounds with what a row of the queue shows, in three joins and no query per row."""
    shown = waiting.select_related("submitted_by", "organisation", "subject_group", "step", "claimed_by")
    return list(shown.order_by("due_at", "id")[:limit])


def history_of(review_round: ReviewRound, viewer: Viewer) -> list[HistoryEntry]:
    """Every round over the same subject that the viewer may read: who, when, in which version, with which note."""
    return history_of_subject(review_round.kind, review_round.subject_id, viewer)


def history_of_subject(kind: str, subject_id: str, viewer: Viewer) -> list[HistoryEntry]:
    """As `history_of`, by the subject's key."""
    rounds = (
        (ReviewRound.objects.visible_to(viewer) | ReviewRound.objects.waiting_for(viewer))
        .filter(kind=kind, subject_id=subject_id)
        .select_related("submitted_by")
        .prefetch_related("decisions__actor", "decisions__acting_for")
        .order_by("id")
    )
    return [HistoryEntry(row, list(row.decisions.all())) for row in rounds]


@dataclass(frozen=True)
class StepLine:
    """A step with who can decide it today; `missing` says in words what is wrong, `is_dead` that nobody can."""

    step: ReviewStep
    holders: list[User]
    missing: str = ""
    is_dead: bool = False


@dataclass(frozen=True)
class ChainChange:
    """One change of a chain: who, when, which steps since."""

    entry: AuditEntry
    steps: list[str]

    @property
    def chain(self) -> str:
        """The mark of the chain, to start from it again."""
        return str(self.entry.details["chain"])


@dataclass(frozen=True)
class ChainCard:
    """What the page of chains shows of one kind."""

    kind: str
    label: Any
    chain: Chain
    lines: list[StepLine]
    changes: list[ChainChange]
    on_former: int


def chain_cards(unit: OrgUnit | None) -> list[ChainCard]:
    """One card for each kind of reviewed work."""
    cards = []
    for kind, reviewable in REVIEWABLE.items():
        chain = chain_for(kind, unit)
        lines = [step_line(step, unit) for step in chain.steps]
        former = ReviewRound.objects.open().filter(kind=kind, organisation=unit, step__ended_at__isnull=False)
        changes = chain_history(unit, kind)
        cards.append(ChainCard(kind, reviewable.label, chain, lines, changes, former.count() if unit else 0))
    return cards


def chain_history(unit: OrgUnit | None, kind: str) -> list[ChainChange]:
    """The latest changes of a chain, the last one first."""
    entries = changes_of(unit, kind)[:CHANGES_SHOWN]
    return [ChainChange(entry, [step["label_vi"] for step in entry.details["after"]]) for entry in entries]


def step_line(step: ReviewStep, unit: OrgUnit | None) -> StepLine:
    """Who decides this step in the organisation today; for the house's own chain that is asked nowhere."""
    if unit is None:
        return StepLine(step, [])
    if step.role in GROUP_ROLES:
        return _group_line(step, unit)
    holders = list(holders_of(step, unit, None)[: HOLDERS_SHOWN + 1])
    if holders:
        return StepLine(step, holders)
    return _missing(step, unit, _("Nobody holds this role here today."))


def _group_line(step: ReviewStep, unit: OrgUnit) -> StepLine:
    groups = OrgUnit.objects.below(unit).subject_groups().valid_on(timezone.localdate())
    headless = [group.label for group in groups if not holders_of(step, unit, group).exists()]
    if not groups:
        return StepLine(step, [], _("There is no subject group here: the step is left out."))
    if not headless:
        return StepLine(step, [])
    return _missing(step, unit, _("Without a head today: %(groups)s.") % {"groups": ", ".join(headless)})


def _missing(step: ReviewStep, unit: OrgUnit, words: str) -> StepLine:
    """Nobody holds the role: who decides instead, or that nobody does."""
    stand_in = stand_in_for(step.role)
    has_stand_in = people_with([unit], {stand_in}).exists()
    if has_stand_in and stand_in == Role.PRINCIPAL:
        then = _("The principal decides in their place.")
    elif has_stand_in:
        then = _("The vice principal decides in their place.")
    elif step.optional:
        then = _("The step is passed over.")
    else:
        then = _("Nobody can decide this step today.")
    return StepLine(step, [], f"{words} {then}", is_dead=not has_stand_in and not step.optional)


@panel("unit.actions", key="review_chains", order=20)
def chain_ways(request: HouseRequest, unit: Any) -> PanelAnswer:
    """The ways to the chains of an organisation, and from the root to the common ones."""
    viewer: Viewer = request.viewer
    ways = []
    if may_set_chain(viewer, unit):
        ways.append((_("Steps of review"), reverse("unit_chains", args=[unit.public_id])))
    if unit.parent_id is None and may_set_chain(viewer, None):
        ways.append((_("Common steps of review"), reverse("house_chains")))
    return ("repository/curation/chain_ways.html", {"ways": ways}) if ways else None


def _waiting_count(viewer: Viewer) -> int:
    return ReviewRound.objects.waiting_for(viewer).count()


def _unread_count(viewer: Viewer) -> int | None:
    return Notice.objects.of(viewer.user).unread().count() if viewer.user else None


NAVIGATION.add(
    "review",
    NavigationEntry(
        gettext_lazy("To decide"),
        "review_queue",
        "stamp",
        place=Place.MAIN,
        access=has_review_work,
        count=_waiting_count,
        calls=True,
    ),
    order=40,
)
NAVIGATION.add(
    "inbox",
    NavigationEntry(
        gettext_lazy("Inbox"),
        "inbox",
        "inbox",
        place=Place.TOOL,
        access=lambda viewer: viewer.is_staff,
        count=_unread_count,
    ),
    order=10,
)
