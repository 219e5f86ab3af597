"""The bearer token of an attempt: signed, names attempt and form, runs out a day after the deadline.

It comes with start and resume; save and hand-in read nothing else to know who speaks: no session, no cookie.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from django.core.signing import BadSignature, Signer

HEADER = "HTTP_X_ATTEMPT_TOKEN"
LIFE_AFTER_DEADLINE = timedelta(days=1)
_LONGEST = 200


class Token(NamedTuple):
    """What a token says: the attempt's row and public id, the name of its form's package."""

    attempt_id: int
    public_id: str
    form_name: str


@cache
def _signer() -> Signer:
    return Signer(salt="questionbank.attempts.token")


def make_token(token: Token, *, deadline: datetime) -> str:
    """The signed text for the header `X-Attempt-Token`."""
    expires = int((deadline + LIFE_AFTER_DEADLINE).timestamp())
    return _signer().sign(f"{token.attempt_id}.{token.public_id}.{token.form_name}.{expires}")


def read_token(text: str, *, public_id: str, now: datetime) -> Token | None:
    """The token of this attempt; None when it is missing, forged, another attempt's, or has run out."""
    if not text or len(text) > _LONGEST:
        return None
    try:
        attempt_id, named, form_name, expires = _signer().unsign(text).split(".")
    except (BadSignature, ValueError):
        return None
    if named != public_id or int(expires) < now.timestamp():
        return None
    return Token(int(attempt_id), named, form_name)
