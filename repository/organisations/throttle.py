"""Slowing down guesses at sign-in by counting failures only; one counter for every door.

- Per account and address: after PAIR_LIMIT failures within the window this pair waits; other people behind the same
  address (a school behind one line) do not.
- Per address: after ADDRESS_LIMIT failures the patience per account drops to TIGHT_LIMIT. A correct answer of an
  account without failures is never refused, however many wrong ones came from its school.
- A device that has signed in as the account before counts by itself, so that nobody can lock a colleague out.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

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

DEVICE_COOKIE = "hoclieu_device"
DEVICE_AGE_SECONDS = 180 * 24 * 3600
_SALT = "repository.organisations.throttle"


@dataclass(frozen=True)
class Attempt:
    """One try at a door: digests of who and from where; no name and no address is stored."""

    pair: str
    address: str

    @classmethod
    def of(cls, request: HttpRequest, account: str, address: str) -> Attempt:
        """The attempt to enter as `account` (as typed) from `address`."""
        name = caseless(tidy_code(account[:300]))[:150]
        place = f"device:{_device(request)}" if _knows(request, name) else address
        return cls(_digest(f"pair|{name}|{place}"), _digest(f"address|{address}"))

    def must_wait(self) -> bool:
        """Whether this account has failed too often from this place."""
        now = timezone.now()
        pressed = failures(self.address, now - ADDRESS_WINDOW).count() >= ADDRESS_LIMIT
        return failures(self.pair, now - WINDOW).count() >= (TIGHT_LIMIT if pressed else PAIR_LIMIT)

    def failed(self) -> None:
        """Count one failure and sweep old ones."""
        count_failure(self.pair, self.address)

    def succeeded(self) -> None:
        """Forget the failures of this account from this place; those of the address stay."""
        SignInFailure.objects.filter(key=self.pair).delete()


def count_failure(*keys: str) -> None:
    """Count one failure under each of these digests and sweep old ones."""
    SignInFailure.objects.bulk_create(SignInFailure(key=key) for key in keys)
    SignInFailure.objects.filter(at__lt=timezone.now() - KEEP).delete()


def failures(key: str, since: datetime.datetime) -> QuerySet[SignInFailure]:
    """The failures counted under a digest since then."""
    return SignInFailure.objects.filter(key=key, at__gte=since)


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
