"""A published quiz in use: its join code, its window, closing, releasing the results. Content is never touched."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import NotAllowed, Refused
from config.notices.services import withdraw_unread
from questionbank.quizzes.models import Quiz, QuizState, RevokedCode, ShowWhen, join_code
from questionbank.quizzes.policies import may_run
from questionbank.quizzes.signals import quiz_results_released, quiz_window_changed
from questionbank.quizzes.standing import has_opened, standing_of
from repository.organisations.models import ClassGroup
from repository.organisations.viewer import viewer_for

RESULTS_NOTICE = "quiz.results"


@transaction.atomic
def revoke_join_code(actor: User, *, quiz: Quiz) -> Quiz:
    """The code, link and QR code open nothing any more; whoever uses them is told. Twice is harmless."""
    locked = _locked(actor, quiz)
    if not locked.join_code_revoked:
        RevokedCode.objects.get_or_create(code=locked.join_code, defaults={"quiz": locked})
        _keep(locked, join_code_revoked=True)
        record(actor, verb="quiz.code_revoke", subject=locked.subject_key, code=locked.join_code)
    return locked


@transaction.atomic
def renew_join_code(actor: User, *, quiz: Quiz) -> Quiz:
    """A new code; the old one is revoked in the same breath."""
    locked = _locked(actor, quiz)
    old = locked.join_code
    RevokedCode.objects.get_or_create(code=old, defaults={"quiz": locked})
    _keep(locked, join_code=_fresh_code(), join_code_revoked=False)
    record(actor, verb="quiz.code_renew", subject=locked.subject_key, old=old)
    return locked


@transaction.atomic
def restore_join_code(actor: User, *, quiz: Quiz, code: str) -> Quiz:
    """A former code of this quiz opens it again, in place of the present one. Twice is harmless.

    Raises Refused for codes that were never its own.
    """
    locked = _locked(actor, quiz)
    if code == locked.join_code and not locked.join_code_revoked:
        return locked
    former = locked.revoked_codes.filter(code=code)
    if not former.exists():
        raise Refused(_("This code never opened this quiz."), code="code")
    if locked.join_code != code:
        RevokedCode.objects.get_or_create(code=locked.join_code, defaults={"quiz": locked})
    former.delete()
    record(actor, verb="quiz.code_restore", subject=locked.subject_key, old=locked.join_code, code=code)
    _keep(locked, join_code=code, join_code_revoked=False)
    return locked


def _fresh_code() -> str:
    """A code that opened nothing before: an old sheet on a wall must not lead to another test."""
    while RevokedCode.objects.filter(code=(code := join_code())).exists():
        pass
    return code


@transaction.atomic
def change_window(actor: User, *, quiz: Quiz, opens_at: datetime | None, closes_at: datetime | None) -> Quiz:
    """Move the window of a published quiz: the opening until it has come, the closing only later (None: open end).

    A closed quiz is open again when its new closing time lies ahead.
    """
    locked, now = _locked(actor, quiz), timezone.now()
    if opens_at != locked.opens_at and has_opened(locked, now):
        raise Refused(_("The quiz has opened already: its opening time no longer changes."))
    if closes_at is not None and closes_at <= now:
        raise Refused(_("The new closing time has passed already. To end the quiz, choose “Close now”."))
    if opens_at and closes_at and closes_at <= opens_at:
        raise Refused(_("The quiz closes before it opens."))
    if _is_shorter(locked, closes_at):
        latest = date_format(timezone.localtime(locked.closes_at), "H:i d/m/Y")
        raise Refused(_("Pupils count on %(time)s: the closing time may only move later.") % {"time": latest})
    is_practice = (
        locked.show_answers == ShowWhen.AFTER_HAND_IN
    )  # it shows them to whoever hands in first, and says so
    if standing_of(locked, now) == QuizState.CLOSED and locked.key_shown_at is not None and not is_practice:
        raise Refused(
            _(
                "Pupils have seen the answers already: this quiz cannot open again. Copy it for those who missed it."
            ),
            code="key_shown",
        )
    before = _window(locked)
    _keep(locked, opens_at=opens_at, closes_at=closes_at, state=QuizState.PUBLISHED)
    record(actor, verb="quiz.window", subject=locked.subject_key, before=before, after=_window(locked))
    quiz_window_changed.send(sender=Quiz, quiz=locked)
    return locked


@transaction.atomic
def close_quiz(actor: User, *, quiz: Quiz) -> Quiz:
    """Nobody starts any more. Those who have started go on until their own time is over."""
    locked = _locked(actor, quiz)
    if locked.state != QuizState.CLOSED:
        _close(actor, locked)
    return locked


def close_with_classes(actor: User, *, groups: Iterable[ClassGroup]) -> None:
    """Close the tests that were given to these classes and to no class that goes on. `groups` are closed by whoever may.

    Call inside the transaction that closes the classes.
    """
    goes_on = ClassGroup.objects.filter(closed_at__isnull=True)
    given = Quiz.objects.filter(class_groups__in=groups).exclude(class_groups__in=goes_on)
    for quiz in Quiz.objects.select_for_update().filter(pk__in=given.values("pk")):
        if standing_of(quiz, timezone.now()) not in (QuizState.DRAFT, QuizState.CLOSED):
            _close(actor, quiz)


def _close(actor: User, quiz: Quiz) -> None:
    before = _window(quiz)
    _keep(quiz, state=QuizState.CLOSED, closes_at=timezone.now())
    record(actor, verb="quiz.close", subject=quiz.subject_key, before=before)
    quiz_window_changed.send(sender=Quiz, quiz=quiz)


@transaction.atomic
def release_results(actor: User, *, quiz: Quiz) -> Quiz:
    """Pupils may see what the quiz allows after the release. Twice changes nothing."""
    locked = _locked(actor, quiz)
    if locked.released_at is None:
        _keep(locked, released_at=timezone.now())
        entry = record(actor, verb="quiz.release", subject=locked.subject_key)
        quiz_results_released.send(sender=Quiz, quiz=locked, entry=entry)
    return locked


@transaction.atomic
def take_back_release(actor: User, *, quiz: Quiz) -> Quiz:
    """Pupils no longer see what the release had shown; notices about it that nobody has read go too. Twice is harmless.

    What a pupil has seen meanwhile stays known (`Attempt.score_shown_at`, `key_shown_at`).
    """
    locked = _locked(actor, quiz)
    if locked.released_at is not None:
        before = locked.released_at.isoformat()
        _keep(locked, released_at=None)
        record(actor, verb="quiz.release_take_back", subject=locked.subject_key, released_at=before)
        withdraw_unread(kind=RESULTS_NOTICE, subject=locked.subject_key)
    return locked


def note_key_shown(quiz: Quiz) -> None:
    """A taker has the key on the screen; the first time is kept."""
    if quiz.key_shown_at is None:
        Quiz.objects.filter(pk=quiz.pk, key_shown_at__isnull=True).update(key_shown_at=timezone.now())


def _locked(actor: User, quiz: Quiz) -> Quiz:
    locked = Quiz.objects.select_for_update().get(pk=quiz.pk)
    if not may_run(viewer_for(actor), locked):
        raise NotAllowed(_("Only its author and the teachers of its classes run this quiz."))
    if locked.state == QuizState.DRAFT:
        raise Refused(_("This quiz is not published yet."), code="draft")
    return locked


def _keep(quiz: Quiz, **values: Any) -> None:
    for name, value in values.items():
        setattr(quiz, name, value)
    quiz.save(update_fields=[*values, "updated_at"])


def _is_shorter(quiz: Quiz, closes_at: datetime | None) -> bool:
    """Earlier than promised. An open end promises no time, nor does a quiz that was closed by hand."""
    if quiz.state == QuizState.CLOSED or closes_at is None or quiz.closes_at is None:
        return False
    return closes_at < quiz.closes_at


def _window(quiz: Quiz) -> dict[str, str | None]:
    moments = {"opens_at": quiz.opens_at, "closes_at": quiz.closes_at}
    return {name: moment.isoformat() if moment else None for name, moment in moments.items()}
