"""Two caches. Limits, locks and sessions must hold in every process: they never rest on a per-process cache.

`default` is shared: rows of the database, or another Redis by CACHE_URL. `remembered` is each process's own memory,
only for what can be worked out again (config/caches.py).
"""

from __future__ import annotations

from typing import Any

from config import env

CACHE_URL = env.text("CACHE_URL")
_TABLE = "config_shared_cache"


def _shared() -> dict[str, Any]:
    if CACHE_URL:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
    # Above this many rows the oldest keys make room: far more than a city's failed sign-ins of an hour.
    options = {"MAX_ENTRIES": 100_000, "CULL_FREQUENCY": 10}
    return {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": _TABLE,
        "OPTIONS": options,
    }


CACHES = {
    "default": _shared(),
    "remembered": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}
SESSION_ENGINE = (
    "django.contrib.sessions.backends.db"  # a sign-out ends it everywhere, with any broker or none
)
