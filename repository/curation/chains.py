"""Chains of review: which steps a round goes through, and how an organisation sets up its own.

A chain is replaced as a whole, never edited: open rounds keep the steps they began under.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.models import AuditEntry
from config.audit.services import record
from config.caches import remembered
from config.errors import Conflict, NotAllowed, Refused
from config.ids import public_id
from config.spelling import looks_empty
from repository.curation.models import ReviewRound, ReviewStep, Verdict
from repository.curation.policies import ROLES_KEY, may_set_chain
from repository.curation.reviewable import REVIEWABLE
from repository.organisations.models import OrgUnit, Role
from repository.organisations.viewer import GROUP_ROLES, viewer_for

MOST_STEPS, MOST_DAYS = 8, 60
VERBS = (Verdict.APPRAISE, Verdict.APPROVE)
ROLES = tuple(
    role for role in Role if role not in {Role.PUPIL, Role.DEPUTY_HEAD}
)  # a deputy decides as the head does


@dataclass(frozen=True)
class Step:
    """One step as somebody wants it."""

    code: str
    role: str
    label_vi: str
    label_en: str = ""
    days: int = 5
    optional: bool = False


@dataclass(frozen=True)
class Chain:
    """The steps that hold for an organisation and one kind; `base` names them for whoever is about to replace them."""

    steps: tuple[ReviewStep, ...]
    is_own: bool

    @property
    def base(self) -> str:
        """Changes with every change of the chain."""
        return f"{'own' if self.is_own else 'house'}.{self.steps[0].chain if self.steps else ''}"

    @property
    def plan(self) -> list[Step]:
        """The steps as plain values."""
        return [
            Step(row.code, row.role, row.label_vi, row.label_en, row.days, row.optional) for row in self.steps
        ]


def chain_for(kind: str, unit: OrgUnit | None) -> Chain:
    """The organisation's own chain for this kind, else the house's default one."""
    own = tuple(ReviewStep.objects.own(unit, kind))
    if own or unit is None:
        return Chain(own, is_own=True)
    return Chain(tuple(ReviewStep.objects.own(None, kind)), is_own=False)


def first_step(kind: str, organisation: OrgUnit, *, in_group: bool) -> ReviewStep | None:
    """Where a round begins; outside subject groups there is no head to ask."""
    return next(iter(_due(list(chain_for(kind, organisation).steps), in_group=in_group)), None)


def following_step(review_round: ReviewRound, step: ReviewStep) -> ReviewStep | None:
    """The next step of the chain that the round began under, whatever holds for new ones by now."""
    chain = _due(list(ReviewStep.objects.alongside(step)), in_group=review_round.subject_group_id is not None)
    return next((row for row in chain if row.order > step.order), None)


@transaction.atomic
def set_chain(actor: User, *, unit: OrgUnit | None, kind: str, base: str, steps: Sequence[Step]) -> bool:
    """Rounds from now on go through `steps`; False when they do so already. `base` is the chain that the actor saw."""
    _check_right(actor, unit, kind)
    check_steps(steps)
    standing = chain_for(kind, unit)
    if base != standing.base:
        raise Conflict(_("Somebody else has changed this chain meanwhile."))
    if list(steps) == standing.plan:
        return False
    if standing.is_own:
        _end(standing)
    mark = public_id()
    rows = [
        ReviewStep(organisation=unit, kind=kind, order=10 * rank, chain=mark, **asdict(step))
        for rank, step in enumerate(steps, start=1)
    ]
    try:
        with transaction.atomic():
            ReviewStep.objects.bulk_create(rows)
    except IntegrityError as taken:
        raise Conflict(_("Somebody else has changed this chain meanwhile.")) from taken
    _log(actor, unit, kind, before=standing, after=list(steps), chain=mark)
    transaction.on_commit(lambda: remembered.delete(ROLES_KEY))
    return True


@transaction.atomic
def drop_chain(actor: User, *, unit: OrgUnit, kind: str, base: str) -> None:
    """Back to the house's chain for rounds from now on."""
    _check_right(actor, unit, kind)
    standing = chain_for(kind, unit)
    if base != standing.base:
        raise Conflict(_("Somebody else has changed this chain meanwhile."))
    if not standing.is_own:
        raise Refused(_("This organisation follows the common chain already."))
    if not ReviewStep.objects.own(None, kind).exists():
        raise Refused(_("There is no common chain for this kind of work to go back to."))
    _end(standing)
    _log(actor, unit, kind, before=standing, after=[], chain="")


def check_steps(steps: Sequence[Step]) -> None:
    """Refuses, in words, a chain that could not decide anything."""
    if not steps:
        raise Refused(_("A chain needs at least one step: the one that approves."))
    if len(steps) > MOST_STEPS:
        raise Refused(_("A chain has at most %(most)d steps.") % {"most": MOST_STEPS})
    if any(looks_empty(step.label_vi) for step in steps):
        raise Refused(_("Every step needs a name."))
    if any(step.role not in ROLES or step.code not in VERBS for step in steps):
        raise Refused(_("Please choose for every step who decides and what they do."))
    if any(not 1 <= step.days <= MOST_DAYS for step in steps):
        raise Refused(_("A step takes between 1 and %(most)d days.") % {"most": MOST_DAYS})
    if [step.code for step in steps].count(Verdict.APPROVE) != 1 or steps[-1].code != Verdict.APPROVE:
        raise Refused(
            _("Exactly one step approves, and it is the last one: what follows it would decide nothing.")
        )
    if steps[-1].optional:
        raise Refused(_("The step that approves cannot be left out."))


def changes_of(unit: OrgUnit | None, kind: str) -> QuerySet[AuditEntry]:
    """Who changed this chain and when, from what to what; the last change first."""
    return AuditEntry.objects.filter(subject=_subject(unit, kind), verb="chain.change").select_related(
        "actor"
    )


def _due(chain: list[ReviewStep], *, in_group: bool) -> list[ReviewStep]:
    """Without the steps of the subject group where there is none, unless such a step is the one that approves."""
    return [step for step in chain if in_group or step.role not in GROUP_ROLES or step is chain[-1]]


def _end(standing: Chain) -> None:
    ended = ReviewStep.objects.in_force().filter(pk__in=[step.pk for step in standing.steps])
    if ended.update(ended_at=timezone.now()) != len(standing.steps):
        raise Conflict(_("Somebody else has changed this chain meanwhile."))


def _check_right(actor: User, unit: OrgUnit | None, kind: str) -> None:
    if kind not in REVIEWABLE or not may_set_chain(viewer_for(actor), unit):
        raise NotAllowed(_("You cannot change this chain."))


def _log(
    actor: User, unit: OrgUnit | None, kind: str, *, before: Chain, after: list[Step], chain: str
) -> None:
    details: dict[str, Any] = {"before": [asdict(step) for step in before.plan] if before.is_own else []}
    details |= {"after": [asdict(step) for step in after], "chain": chain}
    record(actor, verb="chain.change", subject=_subject(unit, kind), **details)


def _subject(unit: OrgUnit | None, kind: str) -> str:
    return f"chain:{unit.public_id if unit else 'house'}:{kind}"
