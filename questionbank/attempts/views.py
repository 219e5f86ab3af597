"""The player's protocol (docs/attempt-protocol.md): JSON in, JSON out, no template and no queries of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpResponse, RawPostDataException
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from config.answers import headers_of, status_of
from config.errors import HouseError
from questionbank.attempts import messages
from questionbank.attempts.form_contents import (
    EventsRefused,
    FormContent,
    form_content,
    open_package,
    sealed_package,
)
from questionbank.attempts.messages import LARGEST_BODY, Unreadable
from questionbank.attempts.models import Attempt, Submission
from questionbank.attempts.services.handing_in import HandedIn, hand_in
from questionbank.attempts.services.saving import Gone, Receipt, save_events
from questionbank.attempts.services.starting import NotStartable, Session, start_attempt
from questionbank.attempts.tokens import HEADER, Token, read_token
from questionbank.papers.models import PaperForm
from repository.organisations.requests import HouseRequest
from repository.organisations.viewer import Viewer

LARGEST_READ = 2 * 1024 * 1024  # read only to name the answer that makes a request too large
FOREVER = "public, max-age=31536000, immutable"

View = Callable[..., HttpResponse]


class TooLarge(HouseError):
    """The body is larger than the protocol allows."""

    code = "too_large"


class NoToken(HouseError):
    """Missing, forged or run out."""

    code = "token"


class Unavailable(HouseError):
    """Nothing is known of what was sent: the database is away."""

    code = "unavailable"


def answers_json(view: View) -> View:
    """What services raise, as the protocol's statuses; a database that is away is 503, never an acknowledgement."""

    @wraps(view)
    def answered(request: HouseRequest, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, **kwargs)
        except EventsRefused as refused:
            problems = [{"seq": one.seq, "code": one.code} for one in refused.problems]
            return _said(refused, code="refused", problems=problems)
        except NotStartable as refusal:
            opens = refusal.opens_at.isoformat() if refusal.opens_at else None
            return _said(refusal, opens_at=opens, message=str(refusal))
        except HouseError as error:
            return _said(error)
        except PaperForm.DoesNotExist:
            return _said(Gone())
        except (DatabaseError, InterfaceError):
            return _said(Unavailable())

    return answered


def bears_token(view: Callable[[HouseRequest, Token], HttpResponse]) -> View:
    """Only with the attempt's own token; neither session nor cookie is read, so no other site can send this."""

    @csrf_exempt
    @answers_json
    @wraps(view)
    def guarded(request: HouseRequest, public_id: UUID) -> HttpResponse:
        text = request.META.get(HEADER, "")
        token = read_token(text, public_id=str(public_id), now=timezone.now())
        return view(request, token) if token else _said(NoToken())

    return guarded


@answers_json
def start(request: HouseRequest, public_id: UUID) -> HttpResponse:
    """POST: start or resume; the pupil by account, the guest by what the session holds."""
    # Not request.viewer: roles decide nothing here, and reading them would cost a whole class three queries each.
    viewer = Viewer(request.user if request.user.is_authenticated else None, timezone.localdate())
    guests = request.session.get("guests", [])
    # Its row only: the service reads the attempt under a lock.
    attempt = Attempt.objects.taken_by(viewer, guests).filter(public_id=public_id).only("pk").first()
    if attempt is None:
        raise Http404
    client_id = messages.read_start(_body(request))
    return _json(_session(start_attempt(attempt, client_id=client_id), public_id))


@bears_token
def save(request: HouseRequest, token: Token) -> HttpResponse:
    """POST: events, or none for a heartbeat."""
    form = form_content(token.form_name)
    message = messages.read_save(_body(request, form))
    receipt = save_events(token.attempt_id, form, message)
    return _json(_receipt(receipt), status=409 if receipt.conflicts else 200)


@bears_token
def submit(request: HouseRequest, token: Token) -> HttpResponse:
    """POST: hand in, with whatever is still unsent."""
    form = form_content(token.form_name)
    done = hand_in(token.attempt_id, form, messages.read_hand_in(_body(request, form)))
    return _json(_handed_in(done), status=200 if done.submission else 409)


@bears_token
def paper(request: HouseRequest, token: Token) -> HttpResponse:
    """GET: the package in the clear; whoever holds a token has started."""
    return _plain(open_package(token.form_name), "application/json", "private, no-store")


@answers_json
def sealed(request: HouseRequest, name: str) -> HttpResponse:
    """GET: the sealed package, the same bytes for everybody, useless before the start."""
    try:
        return _plain(sealed_package(name), "application/octet-stream", FOREVER)
    except PaperForm.DoesNotExist:
        raise Http404 from None


def _body(request: HouseRequest, form: FormContent | None = None) -> bytes:
    """The body, at most 256 kB. Of one that is larger the events are looked at: one far too long is named (422)."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST_READ:
        raise TooLarge
    try:
        body = request.body
    except (OSError, RawPostDataException):  # cut off, or a form with files that was read as such already
        raise Unreadable("no body") from None
    if len(body) > LARGEST_BODY:
        if form is not None:
            with suppress(Unreadable):
                form.checked(messages.read_save(body).events)
        raise TooLarge
    return body


def _said(error: HouseError, *, code: str = "", **more: Any) -> HttpResponse:
    """An error as the protocol tells it."""
    status = status_of(error)
    response = _json({"code": code or error.code, **more}, status=status)
    for name, value in headers_of(status).items():
        response[name] = value
    return response


def _session(session: Session, public_id: UUID) -> Mapping[str, Any]:
    data = {
        "state": session.state,
        "token": session.token,
        "storage_key": session.storage_key,
        "server_now": session.now.isoformat(),
        "client_id": str(session.client_id),
        "epoch": session.epoch,
    }
    if session.receipt:
        return {**data, **_submission(session.receipt)}
    return {
        **data,
        "deadline": session.deadline.isoformat(),
        "remaining_ms": session.remaining_ms,
        "grace_ms": round(session.grace.total_seconds() * 1000),
        "revision": session.revision,
        "form_key": session.form_key,
        "package_url": reverse("attempt_sealed", args=[session.package_name]),
        "upto": session.upto,
        "answers": {
            slot: {"value": value, "epoch": epoch, "seq": seq}
            for slot, (epoch, seq, value) in session.answers.items()
        },
    }


def _receipt(receipt: Receipt) -> dict[str, Any]:
    data = {
        "stored": [[seq, str(uuid)] for seq, uuid in receipt.stored],
        "upto": receipt.upto,
        "epoch": receipt.epoch,
        "superseded": receipt.superseded,
        "late": receipt.late,
        "state": receipt.state,
        "server_now": receipt.now.isoformat(),
        "deadline": receipt.deadline.isoformat(),
        "remaining_ms": receipt.remaining_ms,
        "revision": receipt.revision,
    }
    return {"code": "conflict", "seqs": list(receipt.conflicts), **data} if receipt.conflicts else data


def _handed_in(done: HandedIn) -> Mapping[str, Any]:
    data = _receipt(done.receipt)
    return {**data, **_submission(done.submission)} if done.submission else {**data, "code": done.problem}


def _submission(submission: Submission) -> Mapping[str, str]:
    code = submission.receipt
    return {"receipt": f"{code[:4]} {code[4:]}", "submitted_at": submission.at.isoformat()}


def _json(data: Mapping[str, Any], status: int = 200) -> HttpResponse:
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return _plain(content, "application/json", "private, no-store", status)


def _plain(content: bytes, kind: str, cache: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(content, status=status, content_type=kind)
    response["Cache-Control"] = cache
    return response
