"""A wrong key: one teacher proposes another, a second person looks at who gains and loses, and decides; once.

Approving moves the slot's key, every score that follows from it and every total in one transaction, keeps before and
after, tells the pupils who can see their score already, and leaves its trace in the audit log.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.models import AuditEntry
from config.audit.services import record
from config.errors import Conflict, NotAllowed, Refused
from config.notices.services import tell
from config.spelling import looks_empty, tidy_line
from questionbank.attempts.models import (
    Attempt,
    AttemptState,
    ItemScore,
    RegradeRun,
    RegradeState,
    ScoreSource,
)
from questionbank.attempts.policies import may_decide_regrade, scores_are_out
from questionbank.attempts.regrade import Change, plan_regrade, scores_of
from questionbank.items.models import AnswerKey
from questionbank.items.services.freezing import put_in_force
from questionbank.papers.models import PaperSlot
from questionbank.quizzes.models import Quiz
from questionbank.quizzes.policies import may_run
from questionbank.types.reading import plain_decimal
from repository.organisations.models import Membership, Role
from repository.organisations.viewer import viewer_for

CHUNK = 500  # row ids a statement names
APPROVERS = (Role.HEAD, Role.DEPUTY_HEAD, Role.PRINCIPAL, Role.VICE_PRINCIPAL)
LAGGARDS = timedelta(minutes=10)


@transaction.atomic
def propose_regrade(actor: User, *, slot: PaperSlot, key: AnswerKey, reason: str) -> RegradeRun:
    """Lay a corrected key of the slot's version before a second person; nothing changes yet.

    Raises NotAllowed, Refused (codes "reason", "key"), or Conflict while another correction of this slot waits.
    """
    paper = slot.part.paper
    if not any(may_run(viewer_for(actor), quiz) for quiz in paper.quizzes.all()):
        raise NotAllowed(_("Only the author of the quiz and teachers of its classes can do this."))
    if looks_empty(reason):
        raise Refused(_("Say why the key changes: the second person will read it."), code="reason")
    if slot.answer_key is None or key.version_id != slot.version_id or key.pk == slot.answer_key_id:
        raise Refused(_("This is not another key of this very question."), code="key")
    try:
        with transaction.atomic():
            run = RegradeRun.objects.create(
                slot=slot,
                key_from=slot.answer_key,
                key_to=key,
                reason=tidy_line(reason)[:300],
                proposed_by=actor,
            )
    except IntegrityError:
        raise Conflict(_("A correction of this question is waiting for a decision already.")) from None
    entry = _noted(actor, run, "regrade.propose", reason=run.reason, **_keys(run))
    _tell(second_persons(run), run, "regrade.proposed", entry)
    return run


@transaction.atomic
def approve_regrade(actor: User, *, run: RegradeRun) -> RegradeRun:
    """Move key, scores and totals. Raises NotAllowed, or Conflict when somebody has decided or the key moved since."""
    run = _decide(actor, run, RegradeState.APPROVED)
    slot = run.slot
    moved = PaperSlot.objects.filter(pk=slot.pk, answer_key=run.key_from_id).update(answer_key=run.key_to_id)
    if not moved:
        raise Conflict(_("The key of this question has changed since. Please propose the correction again."))
    put_in_force(actor, key=run.key_to)
    plan = plan_regrade(run)
    for verdict, ids in plan.scores.items():
        values = {"parts": json.loads(verdict.parts), "flags": json.loads(verdict.flags)}
        for chunk in _chunks(ids):
            ItemScore.objects.filter(pk__in=chunk).update(fraction=verdict.fraction, **values)
    scores_of(slot).update(answer_key=run.key_to_id, source=ScoreSource.REGRADE)
    _write_totals(plan.changes)
    attempts = _attempts(plan.changes)
    run.changes = [_kept(change, attempts[change.attempt_id]) for change in plan.changes]
    run.save(update_fields=["changes"])
    counts = {"gains": plan.gains, "losses": plan.losses, "marked": plan.marked}
    entry = _noted(actor, run, "regrade.approve", **counts, **_keys(run))
    _tell_pupils(run, plan.changes, attempts)
    _tell([run.proposed_by], run, "regrade.approved", entry)
    return run


@transaction.atomic
def refuse_regrade(actor: User, *, run: RegradeRun, reason: str) -> RegradeRun:
    """The key in force stays. Raises NotAllowed, Refused without a reason, Conflict when somebody has decided."""
    if looks_empty(reason):
        raise Refused(_("Say why, so that the proposer understands."), code="reason")
    run = _decide(actor, run, RegradeState.REFUSED)
    entry = _noted(actor, run, "regrade.refuse", reason=tidy_line(reason))
    _tell([run.proposed_by], run, "regrade.refused", entry)
    return run


@transaction.atomic
def catch_up() -> int:
    """Attempts that were being graded by the old key in the very moment of an approval are graded once more."""
    recent = RegradeRun.objects.filter(state=RegradeState.APPROVED, decided_at__gt=timezone.now() - LAGGARDS)
    slots = list(recent.values_list("slot_id", flat=True))
    if not slots:
        return 0
    rows = ItemScore.objects.filter(slot__in=slots).exclude(source=ScoreSource.PERSON)
    late = rows.exclude(answer_key=F("slot__answer_key")).values("attempt")
    return Attempt.objects.filter(pk__in=late, graded_at__isnull=False, needs_grading=False).update(
        needs_grading=True
    )


def second_persons(run: RegradeRun) -> list[User]:
    """Who is told that a correction waits: teachers of the classes, authors of the tests, heads and leaders."""
    paper = run.slot.part.paper
    today = timezone.localdate()
    here = Membership.objects.filter(unit__path__startswith=paper.organisation.path).valid_on(today)
    leading = here.filter(role__in=APPROVERS)
    rule = Q(class_groups_taught__quizzes__paper=paper) | Q(quizzes__paper=paper)
    rule = Q(rule, pk__in=here.values("user")) | Q(pk__in=leading.values("user"))
    people = User.objects.filter(rule, is_active=True, is_pupil=False).distinct()
    return list(people.exclude(pk__in=[run.proposed_by_id, run.key_to.author_id]))


def _decide(actor: User, run: RegradeRun, state: RegradeState) -> RegradeRun:
    """One conditional UPDATE says who decided; everybody else is told."""
    run = RegradeRun.objects.select_related(
        "slot__part__paper__organisation",
        "slot__version__question",
        "key_from",
        "key_to__version__question",
        "proposed_by",
    ).get(pk=run.pk)
    if not may_decide_regrade(viewer_for(actor), run):
        raise NotAllowed(
            _("A second person decides: another teacher of the classes, a head or a leader of the school.")
        )
    decided = RegradeRun.objects.filter(pk=run.pk, state=RegradeState.PROPOSED).update(
        state=state, decided_by=actor, decided_at=timezone.now()
    )
    if not decided:
        raise Conflict(_("Somebody has decided over this correction already."))
    run.refresh_from_db(fields=["state", "decided_by", "decided_at"])
    return run


def _write_totals(changes: Iterable[Change]) -> None:
    """One statement per new total and chunk: totals are few, attempts many."""
    by_total = defaultdict(list)
    for change in changes:
        by_total[change.after].append(change.attempt_id)
    for total, ids in by_total.items():
        for chunk in _chunks(ids):
            Attempt.objects.filter(pk__in=chunk).update(score=total)


def _attempts(changes: Iterable[Change]) -> dict[int, Attempt]:
    ids = [change.attempt_id for change in changes]
    found: dict[int, Attempt] = {}
    for chunk in _chunks(ids):
        rows = (
            Attempt.objects.filter(pk__in=chunk)
            .select_related("pupil")
            .only("public_id", "state", "pupil", "quiz_id")
        )
        found.update({row.pk: row for row in rows})
    return found


def _kept(change: Change, attempt: Attempt) -> dict[str, str]:
    before, after = plain_decimal(change.before), plain_decimal(change.after)
    return {"attempt": str(attempt.public_id), "before": before, "after": after}


def _tell_pupils(run: RegradeRun, changes: Iterable[Change], attempts: dict[int, Attempt]) -> None:
    """Pupils whose score changed, once they can see it; before that the score they will see is right from the start."""
    now = timezone.now()
    quizzes = {quiz.pk: quiz for quiz in _quizzes(run) if scores_are_out(quiz, now)}
    told = defaultdict(list)
    for change in changes:
        attempt = attempts[change.attempt_id]
        is_seen = attempt.state == AttemptState.SUBMITTED and attempt.quiz_id in quizzes
        if attempt.pupil is not None and is_seen:
            told[attempt.quiz_id, change.before, change.after].append(attempt.pupil)
    for (quiz_id, before, after), pupils in told.items():
        quiz = quizzes[quiz_id]
        scores = {"before": plain_decimal(before), "after": plain_decimal(after)}
        verb, known = "regrade.score", {"run": str(run.public_id), "pupils": len(pupils)}
        entry = record(run.decided_by, verb=verb, subject=quiz.subject_key, **known, **scores)
        tell(pupils, kind=verb, entry=entry, url=reverse("own_quiz", args=[quiz.public_id]))


def _tell(people: Iterable[User], run: RegradeRun, kind: str, entry: AuditEntry) -> None:
    tell(people, kind=kind, entry=entry, url=reverse("regrade", args=[run.public_id]))


def _noted(actor: User, run: RegradeRun, verb: str, **details: object) -> AuditEntry:
    return record(actor, verb=verb, subject=_quizzes(run)[0].subject_key, run=str(run.public_id), **details)


def _quizzes(run: RegradeRun) -> list[Quiz]:
    """The events of the paper, the first one first: the log and the notices know a correction by it."""
    return list(run.slot.part.paper.quizzes.order_by("pk"))


def _keys(run: RegradeRun) -> dict[str, object]:
    return {"slot": run.slot.public_id, "key_from": run.key_from.number, "key_to": run.key_to.number}


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
