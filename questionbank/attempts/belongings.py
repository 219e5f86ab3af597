"""Attempts and guests follow a pupil whose two accounts are made one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from config.accounts.models import User
from config.errors import Refused
from questionbank.attempts.models import Attempt, AttemptState, Guest
from questionbank.quizzes.models import Quiz
from repository.organisations.pupils import BELONGINGS


@BELONGINGS.register("attempts")
def move_attempts(kept: User, twin: User) -> None:
    """Every attempt of the twin; what was only laid out and never begun gives way. Refused when both have begun one."""
    mine = {one.quiz_id: one for one in Attempt.objects.filter(pupil=kept).select_related("quiz")}
    for attempt in Attempt.objects.filter(pupil=twin).select_related("quiz"):
        other = mine.get(attempt.quiz_id)
        if attempt.state == AttemptState.NOT_STARTED:
            attempt.delete()
            continue
        if other is not None and other.state != AttemptState.NOT_STARTED:
            raise _both_worked_on(attempt.quiz)
        if other is not None:
            other.delete()
        Attempt.objects.filter(pk=attempt.pk).update(pupil=kept)
    guests = Guest.objects.filter(pupil=twin, refused_at__isnull=True).select_related("quiz")
    taken = Guest.objects.filter(pupil=kept, refused_at__isnull=True).values_list("quiz", flat=True)
    for guest in guests:
        if guest.quiz_id in taken:
            raise _both_worked_on(guest.quiz)
    guests.update(pupil=kept)


def _both_worked_on(quiz: Quiz) -> Refused:
    words = _("Both accounts have worked on “%(title)s”. Please decide there first which work counts.")
    return Refused(words % {"title": quiz.title})
