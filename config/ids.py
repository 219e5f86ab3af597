"""Public identifiers: random, unguessable, safe in addresses and when read aloud."""

from __future__ import annotations

import hashlib
import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # 31 symbols, without 0/o, 1/i/l
_FAIR = 256 - 256 % len(ALPHABET)  # bytes from here on would favour the first symbols
PUBLIC_ID_LENGTH = 12  # 59 bits: rows number millions, guesses are throttled


def public_id() -> str:
    """A new 12-character identifier, e.g. `k7m2x9qd4hvr`; never derived from a row number."""
    return random_code(PUBLIC_ID_LENGTH)


def random_code(length: int) -> str:
    """`length` symbols of ALPHABET from the system's random source."""
    symbols = ""
    while len(symbols) < length:
        drawn = secrets.token_bytes(2 * length)  # in one go: every request has an id
        symbols += "".join(ALPHABET[byte % len(ALPHABET)] for byte in drawn if byte < _FAIR)
    return symbols[:length]


def id_named(name: str) -> str:
    """The same identifier for the same name in every run: for rows made in bulk, which may be guessed."""
    digest = int.from_bytes(hashlib.sha256(name.encode()).digest(), "big")
    symbols = []
    for _position in range(PUBLIC_ID_LENGTH):
        digest, rest = divmod(digest, len(ALPHABET))
        symbols.append(ALPHABET[rest])
    return "".join(symbols)
