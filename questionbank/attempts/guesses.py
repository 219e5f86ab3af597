"""Slowing down guesses of join codes by counting failures only: a right code is never shut out.

- A device that failed DEVICE_LIMIT times within the window may try once every COOLDOWN: its next right code enters.
- After ADDRESS_LIMIT failures from one address the patience with each of its devices drops to TIGHT_LIMIT; a device
  that has not failed itself notices nothing, however many wrong codes came from its school.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass

from django.utils import timezone
from django.utils.crypto import salted_hmac

from repository.organisations.throttle import count_failure, failures

WINDOW = datetime.timedelta(minutes=15)
ADDRESS_WINDOW = datetime.timedelta(hours=1)
COOLDOWN = datetime.timedelta(seconds=30)
DEVICE_LIMIT = 10
TIGHT_LIMIT = 3
ADDRESS_LIMIT = 200

_SALT = "questionbank.attempts.guesses"


@dataclass(frozen=True)
class Guess:
    """One try at a join code: digests of the device and of the address; neither is stored itself."""

    device: str
    address: str

    @classmethod
    def of(cls, device: str, address: str) -> Guess:
        """A guess from the device with this id behind this address."""
        return cls(_digest(f"device|{device}"), _digest(f"address|{address}"))

    def seconds_to_wait(self) -> int:
        """How long this device waits before its next code is looked at; 0 = now."""
        now = timezone.now()
        pressed = failures(self.address, now - ADDRESS_WINDOW).count() >= ADDRESS_LIMIT
        own = list(
            failures(self.device, now - WINDOW).order_by("-at").values_list("at", flat=True)[:DEVICE_LIMIT]
        )
        if len(own) < (TIGHT_LIMIT if pressed else DEVICE_LIMIT):
            return 0
        return max(0, math.ceil((own[0] + COOLDOWN - now).total_seconds()))

    def failed(self) -> None:
        """Count one wrong code and sweep old ones."""
        count_failure(self.device, self.address)


def _digest(text: str) -> str:
    return salted_hmac(_SALT, text, algorithm="sha256").hexdigest()
