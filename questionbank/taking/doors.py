"""Knocking with a join code: the throttle in front, the answer in words behind."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import ngettext

from config.answers import STATUS, status_of
from config.clients import client_address
from config.errors import Refused
from questionbank.attempts.services.joining import Entrance, UnknownCode, join_by_code
from questionbank.taking.devices import device_of
from repository.organisations.requests import HouseRequest
from repository.organisations.throttle import CodeGuess

TOO_MANY = STATUS["too_many"]


@dataclass(frozen=True)
class Knock:
    """What a code gave: an entrance, or why not, as a sentence with the status it is answered with."""

    entrance: Entrance | None
    reason: str = ""
    status: int = 200


def knock(request: HouseRequest, code: str) -> Knock:
    """Try a code. Only wrong codes are counted; while a device waits, no code of its is looked at."""
    address = client_address(request)
    guess = CodeGuess.of(device_of(request) or f"none:{address}", address)
    if wait := guess.seconds_to_wait():
        words = ngettext(
            "Too many wrong codes from this device. Wait %(count)s second, then try again.",
            "Too many wrong codes from this device. Wait %(count)s seconds, then try again.",
            wait,
        )
        return Knock(None, words % {"count": wait}, TOO_MANY)
    try:
        return Knock(join_by_code(code[:40], viewer=request.viewer))
    except Refused as error:
        if isinstance(error, UnknownCode):
            guess.failed()
        return Knock(None, str(error), status_of(error))
