"""Acts that begin on the page of results: correcting a key and telling pupils that results are out."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from config.accounts.models import User
from config.audit.models import AuditEntry
from config.notices.services import tell
from questionbank.attempts.models import Attempt, AttemptState, RegradeRun
from questionbank.attempts.services.regrading import propose_regrade
from questionbank.items.models import AnswerKey
from questionbank.items.reading import typed_body
from questionbank.items.services.freezing import revise_key
from questionbank.papers.models import PaperSlot
from questionbank.quizzes.models import Quiz, ShowWhen
from questionbank.quizzes.services.opening import RESULTS_NOTICE
from questionbank.types.base import JSON, InvalidBody


@transaction.atomic
def correct_key(actor: User, *, slot: PaperSlot, key: JSON, reason: str) -> RegradeRun:
    """A new number of the key, laid before a second person for this slot; both or neither.

    A key that says the same may stand already, made for another quiz or proposed before and refused: then that one is
    proposed, also by a teacher who may not write keys of this question.
    """
    assert slot.version is not None  # fixed at publication
    others = slot.version.keys.exclude(pk=slot.answer_key_id).select_related("version__question")
    revised = next((one for one in others if _is_same(one, key)), None)
    if revised is None:
        revised = revise_key(actor, version=slot.version, key=key, reason=reason)
    return propose_regrade(actor, slot=slot, key=revised, reason=reason)


def _is_same(standing: AnswerKey, key: JSON) -> bool:
    """Says the same, however it is written."""
    kind, body = typed_body(standing.version)
    try:
        return bool(kind.read_key(body, key).to_json() == standing.key)
    except InvalidBody:
        return False


def tell_results_are_out(quiz: Quiz, entry: AuditEntry) -> int:
    """One notice of the release for every pupil who handed in and sees something now; returns how many."""
    if ShowWhen.AFTER_RELEASE not in (quiz.show_score, quiz.show_answers):
        return 0
    handed_in = Attempt.objects.filter(quiz=quiz, state=AttemptState.SUBMITTED, pupil__isnull=False)
    pupils = list(User.objects.filter(pk__in=handed_in.values("pupil"), is_active=True))
    return len(tell(pupils, kind=RESULTS_NOTICE, entry=entry, url=reverse("own_quiz", args=[quiz.public_id])))
