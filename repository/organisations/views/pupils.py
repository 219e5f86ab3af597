"""The pupils' door: a class card's code and PIN, or the address in its QR."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from config.accounts.models import User
from repository.organisations.cards import clean_code, pupil_by_pin, pupil_by_secret
from repository.organisations.forms import PupilSignInForm
from repository.organisations.idleness import SEEN, start_clock
from repository.organisations.throttle import Attempt
from repository.shell.responses import own_path

ROOM = "repository/organisations"
BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING, PENDING_SECONDS = "pupil_card", 300
NEXT = "pupil_next"


@never_cache
@sensitive_post_parameters("pin")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Code and PIN; the same answer for an unknown code and a wrong PIN."""
    if request.method == "GET":
        _keep_target(request)
    form = PupilSignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code, pin = form.cleaned_data["code"], form.cleaned_data["pin"]
        attempt = _attempt(request, code)
        waits = attempt.must_wait()
        pupil = None if waits else pupil_by_pin(code, pin)
        if pupil is not None:
            attempt.succeeded()
            return _enter(request, pupil)
        if not waits:
            attempt.failed()
        form.add_error(
            None, _wait_words() if waits else _("The code or the PIN is not right. Look at your card again.")
        )
    return render(request, f"{ROOM}/pupil_sign_in.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
def open_card(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """The QR's address: keeps what it carries for five minutes and moves on, so that no history holds the secret."""
    request.session[PENDING] = [clean_code(code), secret[:64]]
    request.session.set_expiry(PENDING_SECONDS)
    return redirect("pupil_card_confirm")


@never_cache
def confirm_card(request: HttpRequest) -> HttpResponse:
    """Asks "is it you?" before anyone is signed in; only the button signs in."""
    code, secret = request.session.get(PENDING, ["", ""])
    attempt = _attempt(request, code)
    waits = attempt.must_wait()
    pupil = None if waits or not code else pupil_by_secret(code, secret)
    if pupil is None:
        request.session.pop(PENDING, None)
        if code and not waits:
            attempt.failed()
        context = {"form": PupilSignInForm(), "card_refused": bool(code), "waits": waits}
        return render(request, f"{ROOM}/pupil_sign_in.html", context, status=403 if code else 200)
    if request.method == "POST":
        request.session.pop(PENDING, None)
        return _enter(request, pupil)
    return render(request, f"{ROOM}/pupil_confirm.html", {"pupil": pupil})


def _enter(request: HttpRequest, pupil: User) -> HttpResponse:
    """Sign in under a fresh session that ends after 20 idle minutes: the next child uses the same computer."""
    target = request.session.get(NEXT, "")
    request.session.flush()
    login(request, pupil, backend=BACKEND)
    start_clock(request)
    return redirect(target or settings.LOGIN_REDIRECT_URL)


def _keep_target(request: HttpRequest) -> None:
    """Where the child wanted to go, for code and PIN as for the card's QR; only own paths, for five minutes."""
    target = own_path(request.GET.get("next", "")[:200])
    if target:
        request.session[NEXT] = target
        if SEEN not in request.session and not request.user.is_authenticated:
            request.session.set_expiry(PENDING_SECONDS)
    elif NEXT in request.session:
        del request.session[NEXT]


def _attempt(request: HttpRequest, code: str) -> Attempt:
    return Attempt.of(request, f"card:{clean_code(code)}", get_adapter(request).get_client_ip(request))


def _wait_words() -> str:
    return _("Too many wrong tries with this card. Wait 15 minutes, or ask your teacher for a new PIN.")
