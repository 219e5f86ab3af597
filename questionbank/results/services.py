"""Acts that begin on the page of results: correcting a key and telling pupils that results are out."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.errors import Refused
from config.notices.services import notify
from questionbank.attempts.models import Attempt, AttemptState, RegradeRun
from questionbank.attempts.services.regrading import propose_regrade
from questionbank.items.reading import current_key
from questionbank.items.services.freezing import revise_key
from questionbank.quizzes.models import Quiz, QuizSlot, ShowWhen
from questionbank.types.base import JSON


@transaction.atomic
def correct_key(actor: User, *, slot: QuizSlot, key: JSON, reason: str) -> RegradeRun:
    """A new number of the key, laid before a second person for this slot; both or neither.

    The newest key may be the wanted one already, proposed before and refused: then that one is proposed again.
    """
    assert slot.version is not None  # fixed at publication
    try:
        revised = revise_key(actor, version=slot.version, key=key, reason=reason)
    except Refused as refusal:
        newest = current_key(slot.version)
        if refusal.code != "unchanged" or newest is None or newest.pk == slot.answer_key_id:
            raise
        revised = newest
    return propose_regrade(actor, slot=slot, key=revised, reason=reason)


def tell_results_are_out(quiz: Quiz) -> int:
    """One notice for every pupil who handed in and sees something now; returns how many."""
    if ShowWhen.AFTER_RELEASE not in (quiz.show_score, quiz.show_answers):
        return 0
    handed_in = Attempt.objects.filter(quiz=quiz, state=AttemptState.SUBMITTED, pupil__isnull=False)
    pupils = list(User.objects.filter(pk__in=handed_in.values("pupil"), is_active=True))
    with translation.override(settings.LANGUAGE_CODE):
        text = _("The results of “%(title)s” are out.") % {"title": quiz.title}
    notify(
        pupils,
        kind="quiz.results",
        subject=quiz.subject_key,
        text=text,
        url=reverse("own_quiz", args=[quiz.public_id]),
    )
    return len(pupils)
