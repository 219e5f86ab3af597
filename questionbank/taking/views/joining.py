"""The way in: a join code or link, class card or guest, the class list, waiting until the teacher opens."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from config.answers import status_of
from config.errors import Refused
from questionbank.attempts.models import Guest
from questionbank.attempts.services.joining import ask_to_join, attempt_for_pupil, choose_name, listed_names
from questionbank.quizzes.models import GuestPolicy, Quiz
from questionbank.taking.devices import device_of, number_device
from questionbank.taking.doors import Knock, knock
from questionbank.taking.forms import ChoiceOfName, JoinForm, NameForm
from questionbank.taking.guests import forget_everybody, guest_of, held_guests, hold_guest, last_guest
from repository.organisations.cards import clean_code
from repository.organisations.requests import HouseRequest
from repository.organisations.viewer import Viewer

ROOM = "questionbank/taking"
SECOND_TRY = "lan"  # the link was opened once already and the browser keeps no cookie


@never_cache
def join(request: HouseRequest) -> HttpResponse:
    """The field for a join code; a right one leads on to the link's page, where everything else is decided."""
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = knock(request, form.cleaned_data["code"])
        if answer.entrance is not None:
            return redirect("join_link", answer.entrance.quiz.join_code)
        form.add_error("code", answer.reason)
        return _door(request, form, answer.status)
    return number_device(request, _door(request, form, 422 if form.errors else 200))


@never_cache
def open_link(request: HouseRequest, code: str) -> HttpResponse:
    """A join link: who has an attempt goes straight on; others choose between class card and guest."""
    if not device_of(request) and SECOND_TRY not in request.GET:
        return number_device(request, redirect(f"{request.path}?{SECOND_TRY}=2"))
    answer = knock(request, code)
    if answer.entrance is None:
        return _refusal(request, code, answer)
    quiz, attempt = answer.entrance.quiz, answer.entrance.attempt
    if attempt is not None:
        return redirect("attempt_page", attempt.public_id)
    if (guest := guest_of(request, quiz)) is not None:
        return _onward(guest)
    return render(request, f"{ROOM}/choose.html", _choices(quiz, request.viewer))


@never_cache
def name_page(request: HouseRequest, code: str) -> HttpResponse:
    """Guests: the class list, or a name to be let in by. The address carries the code, so only who knows it gets here."""
    answer = knock(request, code)
    if answer.entrance is None:
        return _refusal(request, code, answer)
    quiz = answer.entrance.quiz
    if answer.entrance.attempt is not None or not _guests_way(quiz, request.viewer):
        return redirect("join_link", quiz.join_code)
    if (guest := guest_of(request, quiz)) is not None:
        return _onward(guest)
    return _choose(request, quiz) if quiz.guests == GuestPolicy.LISTED else _ask(request, quiz)


@never_cache
def waiting(request: HouseRequest, guest_id: UUID) -> HttpResponse:
    """A guest waits here; the page asks again by itself and moves on once the teacher has decided."""
    if str(guest_id) not in held_guests(request):
        raise Http404
    guest = Guest.objects.select_related("quiz", "attempt").filter(public_id=guest_id).first()
    if guest is None:
        raise Http404
    if guest.refused_at is not None:
        return render(request, f"{ROOM}/refused.html", {"quiz": guest.quiz}, status=403)
    if hasattr(guest, "attempt"):
        return redirect("attempt_page", guest.attempt.public_id)
    return render(request, f"{ROOM}/waiting.html", {"guest": guest, "quiz": guest.quiz})


@never_cache
@require_GET
def open_own(request: HouseRequest, quiz_id: str) -> HttpResponse:
    """The signed-in pupil's way to a quiz of their class, from home or a notice: no code is needed."""
    pupil = request.user
    quiz = Quiz.objects.given_to(request.viewer).filter(public_id=quiz_id).first()
    if quiz is None:
        raise Http404
    try:
        attempt = attempt_for_pupil(pupil, quiz=quiz)
    except Refused as error:
        context = {"quiz": quiz, "reason": str(error)}
        return render(request, f"{ROOM}/closed.html", context, status=status_of(error))
    return redirect("attempt_page", attempt.public_id)


def leave(request: HouseRequest) -> HttpResponse:
    """ "Not you? Leave": nothing of this child stays behind."""
    forget_everybody(request)
    return redirect("join")


def _choose(request: HouseRequest, quiz: Quiz) -> HttpResponse:
    """The class list; a free name leads straight into the lobby."""
    reason = ""
    if request.method == "POST":
        try:
            attempt = choose_name(quiz, pupil_id=ChoiceOfName(request.POST).chosen())
        except Refused as error:
            reason = str(error)
        else:
            assert attempt.guest is not None  # chosen just now
            hold_guest(request, attempt.guest)
            return redirect("attempt_page", attempt.public_id)
    names = listed_names(quiz)
    several = len({one.class_name for one in names}) > 1
    context = {"quiz": quiz, "names": names, "several": several, "reason": reason}
    return render(request, f"{ROOM}/names.html", context, status=409 if reason else 200)


def _ask(request: HouseRequest, quiz: Quiz) -> HttpResponse:
    """A typed name; then waiting."""
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            guest = ask_to_join(quiz, name=form.cleaned_data["name"])
        except Refused as error:
            form.add_error("name", str(error))
        else:
            hold_guest(request, guest)
            return _onward(guest)
    return render(
        request, f"{ROOM}/ask.html", {"quiz": quiz, "form": form}, status=422 if form.errors else 200
    )


def _onward(guest: Guest) -> HttpResponse:
    if hasattr(guest, "attempt"):
        return redirect("attempt_page", guest.attempt.public_id)
    return redirect("join_waiting", guest.public_id)


def _guests_way(quiz: Quiz, viewer: Viewer) -> str:
    """Where this viewer joins as a guest; "" where they cannot: a name of the list is never for who is signed in."""
    if quiz.guests == GuestPolicy.NONE or viewer.is_staff:
        return ""
    if quiz.guests == GuestPolicy.LISTED and not viewer.is_anonymous:
        return ""
    return reverse("join_names", args=[quiz.join_code])


def _choices(quiz: Quiz, viewer: Viewer) -> dict[str, object]:
    """Card or guest; the card's way comes back to this link."""
    back = reverse("join_link", args=[quiz.join_code])
    return {
        "quiz": quiz,
        "classes": ", ".join(group.name for group in quiz.class_groups.all()),
        "card_url": f"{reverse('pupil_sign_in')}?next={back}",
        "guest_url": _guests_way(quiz, viewer),
        "is_listed": quiz.guests == GuestPolicy.LISTED,
        "is_pupil": viewer.is_pupil,
        "is_staff": not viewer.is_anonymous and not viewer.is_pupil,
    }


def _refusal(request: HouseRequest, code: str, answer: Knock) -> HttpResponse:
    """Back at the field, with the code as it came and the reason."""
    form = JoinForm({"code": clean_code(code) or code[:40]})
    form.full_clean()
    form.add_error("code", answer.reason)
    return _door(request, form, answer.status)


def _door(request: HouseRequest, form: JoinForm, status: int) -> HttpResponse:
    return render(request, f"{ROOM}/join.html", {"form": form, "guest": last_guest(request)}, status=status)
