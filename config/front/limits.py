"""How much, how slowly, how long and how many: what a body on its way in may cost, per body and per address."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from config import env

KIBIBYTE = 1024
HTTP_TOO_LARGE, HTTP_TOO_SLOW, HTTP_TOO_MANY = 413, 408, 503


@dataclass(frozen=True)
class Limits:
    """Generous for a phone on a bad line, tight for somebody who wants to hold us up."""

    size: int = (
        64 * KIBIBYTE * KIBIBYTE
    )  # uploads come in parts of 5 MB, a form without script brings its files
    in_memory: int = 64 * KIBIBYTE  # above this a body lies in a file
    patience: float = 20.0  # seconds in which nobody asks how fast it comes
    rate: int = 1 * KIBIBYTE  # bytes per second on average after that
    longest: float = 15 * 60.0
    per_address: int = 400  # bodies on their way at once; a school of 1,000 behind one line stays below
    altogether: int = 3000


def limits_from_environment() -> Limits:
    """The defaults, with what the operator changed."""
    return Limits(
        size=env.number("BODY_MAX_BYTES", Limits.size, low=1 * KIBIBYTE * KIBIBYTE),
        per_address=env.number("BODIES_PER_ADDRESS", Limits.per_address, low=10),
    )


class TooMuch(Exception):
    """This body is not read on; `status` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass
class Gate:
    """Who has how many bodies on the way. Touched by the event loop only."""

    limits: Limits
    under_way: Counter[str] = field(default_factory=Counter)
    altogether: int = 0

    def enter(self, address: str) -> None:
        """Raises TooMuch when this address, or everybody together, has too many."""
        if self.under_way[address] >= self.limits.per_address or self.altogether >= self.limits.altogether:
            raise TooMuch(HTTP_TOO_MANY)
        self.under_way[address] += 1
        self.altogether += 1

    def leave(self, address: str) -> None:
        """The body is there, or given up."""
        self.altogether -= 1
        self.under_way[address] -= 1
        if self.under_way[address] <= 0:
            del self.under_way[address]
