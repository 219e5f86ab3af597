"""The pupils' door: a class card's code and PIN, or the address in its QR."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from config.accounts.models import User
from config.clients import client_address
from repository.organisations.cards import clean_code, pupil_by_pin, pupil_by_secret
from repository.organisations.forms import PupilSignInForm
from repository.organisations.idleness import SEEN, start_clock
from repository.organisations.proof import is_answered, new_question
from repository.organisations.requests import HouseRequest
from repository.organisations.throttle import SignInTry, Verdict
from repository.shell.responses import own_path

ROOM = "repository/organisations"
BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING, PENDING_SECONDS = "pupil_card", 300
NEXT = "pupil_next"


@never_cache
@sensitive_post_parameters("pin")
def sign_in(request: HouseRequest) -> HttpResponse:
    """Code and PIN; the same answer for an unknown code and a wrong PIN."""
    if request.method == "GET":
        _keep_target(request)
    form = PupilSignInForm(request.POST or None)
    verdict = Verdict.LOOK
    if request.method == "POST" and form.is_valid():
        code, pin = form.cleaned_data["code"], form.cleaned_data["pin"]
        tried = _try(request, code)
        verdict = tried.begin(proven=_is_proven(request))
        pupil = pupil_by_pin(code, pin) if verdict is Verdict.LOOK else None
        if pupil is not None:
            tried.succeeded()
            return _enter(request, pupil)
        form.add_error(None, _refusal(verdict))
    question = new_question() if verdict is Verdict.PROVE else None
    context = {"form": form, "question": question}
    return render(request, f"{ROOM}/pupil_sign_in.html", context, status=422 if form.errors else 200)


@never_cache
def open_card(request: HouseRequest, code: str, secret: str) -> HttpResponse:
    """The QR's address: keeps what it carries for five minutes and moves on, so that no history holds the secret."""
    request.session[PENDING] = [clean_code(code), secret[:64]]
    request.session.set_expiry(PENDING_SECONDS)
    return redirect("pupil_card_confirm")


@never_cache
def confirm_card(request: HouseRequest) -> HttpResponse:
    """Asks "is it you?" before anyone is signed in; only the button signs in."""
    code, secret = request.session.get(PENDING, ["", ""])
    tried = _try(request, code)
    waits = bool(code) and tried.begin() is Verdict.WAIT
    enters = request.method == "POST"
    pupil = None if waits or not code else pupil_by_secret(code, secret, enters=enters)
    if pupil is None:
        request.session.pop(PENDING, None)
        context = {"form": PupilSignInForm(), "card_refused": bool(code), "waits": waits}
        return render(request, f"{ROOM}/pupil_sign_in.html", context, status=403 if code else 200)
    tried.succeeded()
    if enters:
        request.session.pop(PENDING, None)
        return _enter(request, pupil)
    return render(request, f"{ROOM}/pupil_confirm.html", {"pupil": pupil})


def _enter(request: HouseRequest, pupil: User) -> HttpResponse:
    """Sign in under a fresh session that ends after 20 idle minutes: the next child uses the same computer."""
    target = request.session.get(NEXT, "")
    request.session.flush()
    login(request, pupil, backend=BACKEND)
    start_clock(request)
    return redirect(target or settings.LOGIN_REDIRECT_URL)


def _keep_target(request: HouseRequest) -> None:
    """Where the child wanted to go, for code and PIN as for the card's QR; only own paths, for five minutes."""
    target = own_path(request.GET.get("next", "")[:200])
    if target:
        request.session[NEXT] = target
        if SEEN not in request.session and not request.user.is_authenticated:
            request.session.set_expiry(PENDING_SECONDS)
    elif NEXT in request.session:
        del request.session[NEXT]


def _try(request: HouseRequest, code: str) -> SignInTry:
    return SignInTry.of(request, f"card:{clean_code(code)}", client_address(request))


def _is_proven(request: HouseRequest) -> bool:
    token = request.POST.get("proof", "")
    return bool(token) and is_answered(token, request.POST.get("sum", ""))


def _refusal(verdict: Verdict) -> str:
    if verdict is Verdict.WAIT:
        return _("Too many wrong tries with this card. Wait 15 minutes, or ask your teacher for a new PIN.")
    if verdict is Verdict.PROVE:
        return _(
            "Many wrong tries were made with this card. Type the PIN again and answer the small question below it."
        )
    return _("The code or the PIN is not right. Look at your card again.")
