"""Argon2id tuned to about 30 ms on the school server's two cores (figures: docs/capacity.md)."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class TunedArgon2Hasher(Argon2PasswordHasher):
    """Argon2id, 19 MiB, two passes, one lane: the OWASP minimum, so that a whole school can sign in at 7:30."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
