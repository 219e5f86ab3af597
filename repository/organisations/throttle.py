"""Slowing down guesses; one counter for every door: passwords and PINs (`SignInTry`), join codes (`CodeGuess`).

Each try is counted before it is looked at, and taken back when it was right: however many come at once, no more than
the limit are looked at (the n-th that is written sees at least n).

- Per account and address: after PAIR_LIMIT failures within the window this pair waits; other people behind the same
  address (a school behind one line) do not.
- Per address: after ADDRESS_LIMIT failures the patience per account drops to TIGHT_LIMIT. A correct answer of an
  account without failures is never refused, however many wrong ones came from its school.
- Per card, wherever from: after ANYWHERE_LIMIT failures each further try answers a small question first
  (`proof.py`); nobody is locked out.
- A device that has signed in as the account before counts by itself, so that nobody can lock a colleague out.

Join codes count failures only, and a right one is never shut out for long: a device that failed PAIR_LIMIT times within
the window may try once every COOLDOWN, and its next right code enters. After ADDRESS_LIMIT failures of its address the
limit is TIGHT_LIMIT; a device that has not failed itself notices nothing.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass, field
from enum import Enum

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from config.spelling import caseless, tidy_code
from repository.organisations.models import SignInFailure

WINDOW = datetime.timedelta(minutes=15)
ADDRESS_WINDOW = datetime.timedelta(hours=1)
KEEP = datetime.timedelta(days=1)
PAIR_LIMIT = 10
TIGHT_LIMIT = 3
ADDRESS_LIMIT = 200
ANYWHERE_LIMIT = 20
COOLDOWN = datetime.timedelta(seconds=30)

DEVICE_COOKIE = "hoclieu_device"
DEVICE_AGE_SECONDS = 180 * 24 * 3600
_SALT = "repository.organisations.throttle"


class Verdict(Enum):
    """What happens to a try: it is looked at, it needs the small question first, or it waits."""

    LOOK = "look"
    PROVE = "prove"
    WAIT = "wait"


@dataclass
class SignInTry:
    """One try at a door: digests of who and from where; no name and no address is stored."""

    pair: str
    address: str
    anywhere: str
    _rows: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, request: HttpRequest, account: str, address: str) -> SignInTry:
        """The try to enter as `account` (as typed) from `address`."""
        name = caseless(tidy_code(account[:300]))[:150]
        place = f"device:{_device(request)}" if _knows(request, name) else address
        return cls(_digest(f"pair|{name}|{place}"), _digest(f"address|{address}"), _digest(f"account|{name}"))

    def begin(self, *, proven: bool = True) -> Verdict:
        """Count this try, then say whether it may be looked at. Only a LOOK stays counted.

        `proven` False: the door knows the small question, and it has not been answered.
        """
        if (verdict := self._verdict(own=0, proven=proven)) is not Verdict.LOOK:
            return verdict
        self._rows = count_failure(self.pair, self.address, self.anywhere)
        if (verdict := self._verdict(own=1, proven=proven)) is not Verdict.LOOK:
            take_back(self._rows)
        return verdict

    def succeeded(self) -> None:
        """It was right: forget this try and the failures of this account from this place; others' stay."""
        take_back(self._rows)
        SignInFailure.objects.filter(key=self.pair).delete()

    def _verdict(self, *, own: int, proven: bool) -> Verdict:
        """As things stand now; `own`: how many of the counted are this very try."""
        now = timezone.now()
        if failures(self.pair, now - WINDOW).count() - own >= _patience(self.address, now, own=own):
            return Verdict.WAIT
        if not proven and failures(self.anywhere, now - ADDRESS_WINDOW).count() - own >= ANYWHERE_LIMIT:
            return Verdict.PROVE
        return Verdict.LOOK


@dataclass(frozen=True)
class CodeGuess:
    """One try at a join code: digests of the device and of the address; neither is stored itself."""

    device: str
    address: str

    @classmethod
    def of(cls, device: str, address: str) -> CodeGuess:
        """A guess from the device with this id behind this address."""
        return cls(_digest(f"code|{device}"), _digest(f"code-address|{address}"))

    def seconds_to_wait(self) -> int:
        """How long this device waits before its next code is looked at; 0 = now."""
        now = timezone.now()
        own = failures(self.device, now - WINDOW).order_by("-at").values_list("at", flat=True)[:PAIR_LIMIT]
        if len(own) < _patience(self.address, now):
            return 0
        return max(0, math.ceil((own[0] + COOLDOWN - now).total_seconds()))

    def failed(self) -> None:
        """Count one wrong code and sweep old ones."""
        count_failure(self.device, self.address)


def count_failure(*keys: str) -> list[int]:
    """Count one failure under each of these digests and sweep old ones; the rows can be taken back."""
    rows = SignInFailure.objects.bulk_create(SignInFailure(key=key) for key in keys)
    SignInFailure.objects.filter(at__lt=timezone.now() - KEEP).delete()
    return [row.pk for row in rows]


def take_back(rows: list[int]) -> None:
    """What was counted in advance was no failure."""
    SignInFailure.objects.filter(pk__in=rows).delete()


def failures(key: str, since: datetime.datetime) -> QuerySet[SignInFailure]:
    """The failures counted under a digest since then."""
    return SignInFailure.objects.filter(key=key, at__gte=since)


def _patience(address: str, now: datetime.datetime, *, own: int = 0) -> int:
    """How many failures one device or account has, behind this address; `own`: how many of the counted are this very try."""
    pressed = failures(address, now - ADDRESS_WINDOW).count() - own >= ADDRESS_LIMIT
    return TIGHT_LIMIT if pressed else PAIR_LIMIT


def remember_device(response: HttpResponse, account: str) -> None:
    """Mark this device as one that has signed in as `account`."""
    value = signing.dumps(caseless(tidy_code(account[:300])), salt=_SALT)
    response.set_cookie(
        DEVICE_COOKIE, value, max_age=DEVICE_AGE_SECONDS, httponly=True, samesite="Lax", secure=_secure()
    )


def _knows(request: HttpRequest, name: str) -> bool:
    try:
        return signing.loads(_device(request), salt=_SALT, max_age=DEVICE_AGE_SECONDS) == name
    except signing.BadSignature:
        return False


def _device(request: HttpRequest) -> str:
    return request.COOKIES.get(DEVICE_COOKIE, "")[:500]


def _secure() -> bool:
    return bool(settings.SESSION_COOKIE_SECURE)


def _digest(text: str) -> str:
    return salted_hmac(_SALT, text, algorithm="sha256").hexdigest()
