"""Who takes a quiz: pupils of its classes from the publication on, others by its join code, guests as its policy says."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.accounts.names import sort_key
from config.audit.services import record
from config.errors import Conflict, NotAllowed, Refused
from config.spelling import is_mark, is_spoofed, tidy_name
from questionbank.attempts.models import Attempt, AttemptState, Guest
from questionbank.papers.models import PaperForm
from questionbank.quizzes.codes import find_code
from questionbank.quizzes.models import GuestPolicy, Quiz, QuizState
from questionbank.quizzes.policies import may_run
from questionbank.quizzes.standing import standing_of
from repository.organisations.models import Enrolment, path_ids
from repository.organisations.people import told_apart
from repository.organisations.viewer import Viewer, viewer_for

MOST_WAITING = 100  # guests of one quiz who wait for the teacher: more is a joke or an attack
SHORTEST_NAME, LONGEST_NAME = 2, 60
SIGNS_IN_NAMES = " -'’."


class UnknownCode(Refused):
    """No quiz answers to this code: mistyped, revoked, renewed, not published yet. One answer for all of them."""

    code = "unknown_code"


@dataclass(frozen=True)
class Entrance:
    """A right code: the quiz, and the attempt of a signed-in pupil who may go straight on."""

    quiz: Quiz
    attempt: Attempt | None


@dataclass(frozen=True)
class ListedName:
    """A name of the class list as guests see it."""

    pupil_id: str
    name: str
    class_name: str
    is_taken: bool


def form_for(quiz: Quiz, taker_id: str, forms: Sequence[PaperForm]) -> PaperForm:
    """The form of one taker: always the same for the same quiz and person, whoever asks and when."""
    digest = hashlib.sha256(f"{quiz.public_id}|{taker_id}".encode()).digest()
    return forms[int.from_bytes(digest[:8], "big") % len(forms)]


def prepare_attempts(quiz: Quiz) -> int:
    """Lay out an attempt for every pupil of the classes, at publication: nothing is drawn at the click on start.

    Safe to repeat: pupils who have one keep it. Returns how many pupils the classes hold.
    """
    forms = list(quiz.paper.forms.only("id", "paper_id", "code"))
    pupils = User.objects.filter(pk__in=_seats(quiz).values("pupil"), is_active=True).only("pk", "public_id")
    rows = [Attempt(quiz=quiz, pupil=one, form=form_for(quiz, one.public_id, forms)) for one in pupils]
    Attempt.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)


def attempt_for_pupil(pupil: User, *, quiz: Quiz) -> Attempt:
    """The pupil's one attempt at this quiz, laid out now for who came into the class later.

    Raises NotAllowed for pupils of other classes, Refused once the quiz has closed.
    """
    found = Attempt.objects.filter(quiz=quiz, pupil=pupil).first()
    if found is not None:
        return found
    if not _is_given_to(viewer_for(pupil), quiz):
        raise NotAllowed(_("This quiz is for another class. Ask your teacher whether you should take it."))
    refuse_when_closed(quiz, timezone.now())
    form = form_for(quiz, pupil.public_id, list(quiz.paper.forms.all()))
    attempt, _made = Attempt.objects.get_or_create(quiz=quiz, pupil=pupil, defaults={"form": form})
    return attempt


def join_by_code(code: str, *, viewer: Viewer) -> Entrance:
    """What a join code opens for this viewer.

    Raises UnknownCode (a failure to be counted) when no running quiz answers to it; Refused in words when the code
    is right and the quiz has closed, unless the pupil has an attempt there to look at.
    """
    quiz = find_code(code)
    if quiz is None:
        raise UnknownCode(
            _(
                "This code is not right or no longer in use. Look at every sign, or ask your teacher for the code."
            )
        )
    own = Attempt.objects.filter(quiz=quiz, pupil=viewer.user).first() if viewer.is_pupil else None
    if own is None:
        refuse_when_closed(quiz, timezone.now())
        if viewer.user is not None and viewer.is_pupil and _is_given_to(viewer, quiz):
            own = attempt_for_pupil(viewer.user, quiz=quiz)
    return Entrance(quiz, own)


def refuse_when_closed(quiz: Quiz, now: datetime) -> None:
    """Raises Refused once nobody can begin any more."""
    if standing_of(quiz, now) == QuizState.CLOSED:
        raise Refused(
            _("This quiz has closed. If you should still take it, tell your teacher."), code="closed"
        )


def listed_names(quiz: Quiz) -> list[ListedName]:
    """The names of the quiz's classes, in Vietnamese order; taken are those of pupils who have begun by any way."""
    held = Guest.objects.filter(quiz=quiz, refused_at__isnull=True, admitted_at__isnull=False)
    taken = set(held.values_list("pupil_id", flat=True))
    begun = Attempt.objects.filter(quiz=quiz, pupil__isnull=False).exclude(state=AttemptState.NOT_STARTED)
    taken.update(begun.values_list("pupil_id", flat=True))
    sitting = _seats(quiz).select_related("pupil", "class_group").filter(pupil__is_active=True)
    seats = list(sitting.order_by("pupil__name_sort", "pupil_id"))
    names = told_apart(seat.pupil for seat in seats)
    return [
        ListedName(seat.pupil.public_id, names[seat.pupil_id], seat.class_group.name, seat.pupil_id in taken)
        for seat in seats
    ]


def choose_name(quiz: Quiz, *, pupil_id: str) -> Attempt:
    """A guest takes a name of the class list; once taken, nobody else gets it.

    Raises Refused when the quiz lets no guests choose, the name is not on the list or has closed; Conflict when it
    is taken: then the teacher looks who is who.
    """
    _refuse_unless(quiz, GuestPolicy.LISTED)
    chosen = next((one for one in listed_names(quiz) if one.pupil_id == pupil_id), None)
    if chosen is None:
        raise Refused(_("Choose your name from the list. If it is not there, tell your teacher."))
    if chosen.is_taken:
        raise _taken(chosen.name)
    pupil = User.objects.get(public_id=pupil_id)
    freed = Guest.objects.filter(quiz=quiz, pupil=pupil, refused_at__isnull=True, admitted_at__isnull=True)
    if freed.update(admitted_at=timezone.now()):
        return _attempt_of_guest(Guest.objects.get(quiz=quiz, pupil=pupil, refused_at__isnull=True))
    try:
        with transaction.atomic():
            return _attempt_of_guest(_new_guest(quiz, pupil))
    except IntegrityError:
        raise _taken(chosen.name) from None


def ask_to_join(quiz: Quiz, *, name: str) -> Guest:
    """A guest says who they are and waits until the teacher lets them in. Raises Refused in words."""
    _refuse_unless(quiz, GuestPolicy.APPROVED)
    name = clean_name(name)
    waiting = Guest.objects.filter(quiz=quiz, admitted_at__isnull=True, refused_at__isnull=True)
    if waiting.count() >= MOST_WAITING:
        raise Refused(_("Too many people are waiting to be let in. Tell your teacher."))
    return Guest.objects.create(quiz=quiz, name=name, name_sort=sort_key(name)[:160])


def clean_name(raw: str) -> str:
    """A typed name: one line of letters, with single spaces. Raises Refused in words."""
    name = tidy_name(raw[:500])
    letters = sum(sign.isalpha() for sign in name)
    fits = all(sign.isalpha() or sign in SIGNS_IN_NAMES or is_mark(sign) for sign in name)
    if not fits or is_spoofed(raw) or letters < SHORTEST_NAME or len(name) > LONGEST_NAME:
        raise Refused(_("Type your full name in letters only, for example Lê Thu Hà."))
    return name


@transaction.atomic
def admit_guest(actor: User, *, guest: Guest) -> Attempt:
    """Let a waiting (or refused) guest in; a repeat changes nothing. Raises NotAllowed, and Conflict for a name
    that somebody else has taken meanwhile."""
    _refuse_unless_runs(actor, guest)
    outside = Guest.objects.filter(Q(admitted_at__isnull=True) | Q(refused_at__isnull=False), pk=guest.pk)
    try:
        with transaction.atomic():
            count = outside.update(admitted_at=timezone.now(), refused_at=None, decided_by=actor)
    except IntegrityError:
        raise _taken(guest.name) from None
    guest.refresh_from_db()
    attempt = _attempt_of_guest(guest)
    if count:
        if attempt.state == AttemptState.VOID:
            attempt.state = _state_before(attempt)
            attempt.save(update_fields=["state"])
        record(actor, verb="guest.admit", subject=guest.quiz.subject_key, guest=str(guest.public_id))
    return attempt


@transaction.atomic
def refuse_guest(actor: User, *, guest: Guest) -> Guest:
    """Turn a guest away; the name is free again and what they answered no longer counts, but is kept."""
    _refuse_unless_runs(actor, guest)
    if Guest.objects.filter(pk=guest.pk, refused_at__isnull=True).update(
        refused_at=timezone.now(), decided_by=actor
    ):
        Attempt.objects.filter(guest=guest).update(state=AttemptState.VOID)
        record(actor, verb="guest.refuse", subject=guest.quiz.subject_key, guest=str(guest.public_id))
    guest.refresh_from_db()
    return guest


@transaction.atomic
def free_name(actor: User, *, guest: Guest) -> Guest:
    """A guest of the list goes on at another device: the name can be chosen once more and leads to the same attempt."""
    _refuse_unless_runs(actor, guest)
    if guest.pupil_id is None:
        raise Refused(_("This guest typed their name: let them ask again and admit them."))
    Guest.objects.filter(pk=guest.pk, refused_at__isnull=True).update(admitted_at=None)
    record(actor, verb="guest.free_name", subject=guest.quiz.subject_key, guest=str(guest.public_id))
    guest.refresh_from_db()
    return guest


def _new_guest(quiz: Quiz, pupil: User) -> Guest:
    name, name_sort = str(pupil)[:80], pupil.name_sort[:160]
    return Guest.objects.create(
        quiz=quiz, name=name, name_sort=name_sort, pupil=pupil, admitted_at=timezone.now()
    )


def _seats(quiz: Quiz) -> QuerySet[Enrolment]:
    """Who sits in the quiz's classes today."""
    seats = Enrolment.objects.filter(class_group__in=quiz.class_groups.filter(closed_at__isnull=True))
    open_seats: QuerySet[Enrolment] = seats.valid_on(timezone.localdate())
    return open_seats


def _is_given_to(viewer: Viewer, quiz: Quiz) -> bool:
    """The pupil's class has it; a quiz without classes is for every pupil of its school who knows the code."""
    if quiz.class_groups.exists():
        return _seats(quiz).filter(pupil=viewer.user).exists()
    return bool(viewer.school_ids & set(path_ids(quiz.organisation.path)))


def _attempt_of_guest(guest: Guest) -> Attempt:
    taker = guest.pupil.public_id if guest.pupil else str(guest.public_id)
    form = form_for(guest.quiz, taker, list(guest.quiz.paper.forms.all()))
    attempt, _made = Attempt.objects.get_or_create(guest=guest, defaults={"quiz": guest.quiz, "form": form})
    return attempt


def _state_before(attempt: Attempt) -> str:
    if attempt.submitted_at:
        return AttemptState.SUBMITTED
    return AttemptState.IN_PROGRESS if attempt.started_at else AttemptState.NOT_STARTED


def _refuse_unless(quiz: Quiz, policy: GuestPolicy) -> None:
    if quiz.guests != policy:
        raise Refused(_("This quiz is only for pupils who sign in with their class card."))
    refuse_when_closed(quiz, timezone.now())


def _refuse_unless_runs(actor: User, guest: Guest) -> None:
    if not may_run(viewer_for(actor), guest.quiz):
        raise NotAllowed(_("Only the author of the quiz and teachers of its classes let guests in."))


def _taken(name: str) -> Conflict:
    return Conflict(
        _("Somebody has already taken the name %(name)s. If that is you, tell your teacher.") % {"name": name}
    )
