"""Guests live in the session of their browser: which ones it holds, taking one in, and the way out for everybody."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest

from questionbank.attempts.models import Guest
from questionbank.quizzes.models import Quiz
from repository.organisations.idleness import start_clock

GUESTS = "guests"  # session key: public ids of the guests this browser holds, as texts
MOST = 5


def held_guests(request: HttpRequest) -> list[str]:
    """Public ids of the guests this browser holds."""
    held: list[str] = request.session.get(GUESTS, [])
    return held


def guest_of(request: HttpRequest, quiz: Quiz) -> Guest | None:
    """The guest that this browser already is in this quiz, refused ones left out."""
    held = held_guests(request)
    if not held:
        return None
    return (
        Guest.objects.filter(quiz=quiz, public_id__in=held, refused_at__isnull=True).order_by("-id").first()
    )


def last_guest(request: HttpRequest) -> Guest | None:
    """Whom this browser was last; no query in a browser without guests."""
    held = held_guests(request)
    return Guest.objects.filter(public_id=held[-1]).select_related("quiz").first() if held else None


def hold_guest(request: HttpRequest, guest: Guest) -> None:
    """This browser is the guest from now on, under a new session key and the idle clock of shared computers."""
    held = [*held_guests(request), str(guest.public_id)]
    request.session.cycle_key()
    request.session[GUESTS] = held[-MOST:]
    start_clock(request)


def forget_everybody(request: HttpRequest) -> None:
    """Sign the pupil out and forget the guests: the next child at this computer starts from nothing."""
    logout(request)
