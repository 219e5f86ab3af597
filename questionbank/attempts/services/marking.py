"""Marks that only a person can give: one slot of one attempt at a time; the attempt is graded with the last of them."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import Conflict, NotAllowed, Refused
from questionbank.attempts.models import Attempt, ItemScore, ScoreSource
from questionbank.papers.models import PaperSlot
from questionbank.quizzes.policies import may_run
from questionbank.types.base import exact, total_points
from repository.organisations.viewer import viewer_for


@transaction.atomic
def give_mark(actor: User, *, attempt: Attempt, slot: PaperSlot, fraction: Decimal) -> Attempt:
    """Say what an answer earns, from 0 to 1; may be said again. The attempt as it stands then.

    Raises NotAllowed, Refused for no fraction or a slot of another quiz, Conflict before the marking by the key.
    """
    row = (
        Attempt.objects.select_related("quiz__paper")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=attempt.pk)
    )
    if not may_run(viewer_for(actor), row.quiz):
        raise NotAllowed(_("Only the author of the quiz and teachers of its classes can do this."))
    if not fraction.is_finite() or not 0 <= fraction <= 1:
        raise Refused(_("A mark is a share from 0 to 1."), code="fraction")
    score = ItemScore.objects.filter(attempt=row, slot=slot).first()
    if score is None or row.needs_grading:
        raise Conflict(_("This answer is not ready to be marked."))
    score.fraction, score.source, score.needs_human = exact(fraction), ScoreSource.PERSON, False
    score.save(update_fields=["fraction", "source", "needs_human"])
    _settle(row)
    record(
        actor,
        verb="score.give",
        subject=row.subject_key,
        slot=slot.public_id,
        fraction=str(score.fraction),
    )
    return row


def _settle(attempt: Attempt) -> None:
    """The total, once nothing waits for a person any more."""
    rows = list(ItemScore.objects.filter(attempt=attempt).select_related("slot"))
    if any(row.needs_human for row in rows):
        return
    earned = ((row.slot.points, row.fraction) for row in rows)
    attempt.score = total_points(earned, step=attempt.quiz.paper.rounding_step)
    attempt.graded_at = timezone.now()
    attempt.save(update_fields=["score", "graded_at"])
