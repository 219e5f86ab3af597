"""A test taken as a guest under a name of the class list, and the pupil of that name who signs in by card: one attempt.

What was begun as a guest becomes the pupil's own; who says "that was not me" goes on by card at once, and a teacher
decides which of the two counts. Nothing that was answered is dropped either way.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import Conflict, NotAllowed
from questionbank.attempts.ledger import lock_attempt
from questionbank.attempts.models import Attempt, AttemptState, Guest
from questionbank.quizzes.policies import may_run
from repository.organisations.viewer import viewer_for


@transaction.atomic
def adopt(actor: User, *, guest: Guest) -> Attempt:
    """The guest's attempt is the pupil's own from now on; the guest is gone, and whoever sits at that device signs in.

    By the pupil while their own attempt has not begun, or by who runs the quiz: an attempt that the pupil has begun
    by card then no longer counts and is kept under the guest's name. Raises NotAllowed or Conflict.
    """
    guest = _locked(guest)
    assert guest.pupil is not None
    taken = lock_attempt(guest.attempt.pk)
    own = Attempt.objects.filter(quiz=guest.quiz, pupil=guest.pupil).select_for_update(of=("self",)).first()
    if actor.pk == guest.pupil_id:
        if own is not None and own.state != AttemptState.NOT_STARTED:
            raise Conflict(
                _("You have begun this test by card already. Your teacher decides which one counts.")
            )
    elif not may_run(viewer_for(actor), guest.quiz):
        raise NotAllowed(_("Only the author of the quiz and teachers of its classes decide this."))
    assert taken is not None
    if own is not None:
        _make_room(actor, own, taken, guest)
    taken.pupil, taken.guest = guest.pupil, None
    taken.save(update_fields=["pupil", "guest", "extra_seconds", "deadline"])
    name = str(guest.public_id)
    guest.delete()
    record(actor, verb="guest.adopt", subject=taken.subject_key, guest=name, quiz=taken.quiz.public_id)
    return taken


@transaction.atomic
def dispute(pupil: User, *, guest: Guest) -> None:
    """The pupil says that somebody else took the test under their name, and goes on by card; a teacher decides."""
    guest = _locked(guest)
    if guest.pupil_id != pupil.pk:
        raise NotAllowed(_("This is not your name."))
    if guest.disputed_at is None:
        Guest.objects.filter(pk=guest.pk).update(disputed_at=timezone.now())
        record(pupil, verb="guest.dispute", subject=guest.quiz.subject_key, guest=str(guest.public_id))


def _locked(guest: Guest) -> Guest:
    rows = Guest.objects.select_for_update(of=("self",)).select_related("quiz", "pupil", "attempt")
    found = rows.filter(pk=guest.pk, pupil__isnull=False, refused_at__isnull=True).first()
    if found is None or not hasattr(found, "attempt"):
        raise Conflict(_("This was decided meanwhile. Please load the page again."))
    return found


def _make_room(actor: User, own: Attempt, taken: Attempt, guest: Guest) -> None:
    """A pupil has one attempt: the one that was laid out goes with its extra minutes, a begun one no longer counts."""
    if own.state == AttemptState.NOT_STARTED:
        more = own.extra_seconds - taken.extra_seconds
        if more > 0:
            taken.extra_seconds = own.extra_seconds
            if taken.deadline is not None and taken.state == AttemptState.IN_PROGRESS:
                taken.deadline += timedelta(seconds=more)
        own.delete()
        return
    now = timezone.now()
    aside = Guest.objects.create(
        quiz=guest.quiz,
        name=guest.name,
        name_sort=guest.name_sort,
        pupil=guest.pupil,
        admitted_at=now,
        refused_at=now,
        decided_by=actor,
    )
    Attempt.objects.filter(pk=own.pk).update(
        pupil=None, guest=aside, state=AttemptState.VOID, needs_grading=False
    )
    record(actor, verb="attempt.set_aside", subject=own.subject_key, guest=str(aside.public_id))
