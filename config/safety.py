"""Settings that must not go live: each is a system check with a sentence that says what to do.

`manage.py check --deploy --database default` runs them all; `refuse_unsafe_start` keeps a production process
from starting at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import redis
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from config.clients import networks
from config.hostnames import shares_one_host

Check = Callable[..., list[CheckMessage]]
PLACEHOLDERS = ("only-for-tests", "change", "insecure", "secret", "django-insecure")
SHORTEST_SECRET = 40
CLOCK_TOLERANCE_SECONDS = 2.0


@register(Tags.security, deploy=True)
def check_debug(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Error pages of DEBUG show settings, queries and source."""
    if not settings.DEBUG:
        return []
    return [
        Error(
            "DEBUG is on.", hint="Unset DEBUG: its error pages show the inside of the house.", id="house.E001"
        )
    ]


@register(Tags.security, deploy=True)
def check_secret(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A guessable key signs anybody in."""
    key = settings.SECRET_KEY
    if len(key) >= SHORTEST_SECRET and not key.lower().startswith(PLACEHOLDERS):
        return []
    hint = (
        'Set SECRET_KEY to a long random text: python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
    )
    return [Error("SECRET_KEY is missing, short or a placeholder.", hint=hint, id="house.E002")]


@register(Tags.security)
def check_hosts(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Active content on the site's own host could act as the person who opened it."""
    if not shares_one_host() or settings.CONTENT_PASSIVE_ONLY:
        return []
    hint = (
        "Give the content a host name of its own (CONTENT_URL), better a second domain. "
        "CONTENT_PASSIVE_ONLY=1 serves only passive files from a shared name; use it in a trusted network only."
    )
    return [Error("Site and content share one host name.", hint=hint, id="house.E003")]


@register(Tags.security, deploy=True)
def check_passive(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The makeshift for a school network is no production set-up."""
    if not settings.CONTENT_PASSIVE_ONLY:
        return []
    return [
        Error("CONTENT_PASSIVE_ONLY is on.", hint="Set CONTENT_URL to a second host name.", id="house.E004")
    ]


@register(Tags.security)
def check_proxies(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Whoever may write the visitor's address is named by address; "everybody" would be nobody's limit."""
    try:
        wide = [
            str(network) for network in networks(tuple(settings.TRUSTED_PROXIES)) if network.prefixlen < 8
        ]
    except ValueError as problem:
        return [Error(f"TRUSTED_PROXIES: {problem}.", hint="Write addresses or networks.", id="house.E011")]
    if not wide:
        return []
    return [
        Error(f"TRUSTED_PROXIES trusts {wide[0]}.", hint="Name the proxy's own address.", id="house.E011")
    ]


PER_PROCESS_CACHES = ("locmem.LocMemCache", "dummy.DummyCache", "filebased.FileBasedCache")
SESSIONS_IN_A_CACHE = ("django.contrib.sessions.backends.cache", "django.contrib.sessions.backends.cached_db")


@register(Tags.security)
def check_caches(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A limit that each process counts for itself is no limit, and a session in its memory outlives the sign-out."""
    found: list[CheckMessage] = []
    if settings.CACHES["default"]["BACKEND"].endswith(PER_PROCESS_CACHES):
        hint = "Leave CACHES as config/settings/caches.py makes it: rows of the database, or CACHE_URL."
        found.append(Error("Limits and locks rest on a per-process cache.", hint=hint, id="house.E009"))
    alias = getattr(settings, "SESSION_CACHE_ALIAS", "default")
    if settings.SESSION_ENGINE in SESSIONS_IN_A_CACHE and settings.CACHES[alias]["BACKEND"].endswith(
        PER_PROCESS_CACHES
    ):
        hint = "Set SESSION_ENGINE to django.contrib.sessions.backends.db."
        found.append(Error("Sessions rest on a per-process cache.", hint=hint, id="house.E010"))
    return found


@register(Tags.database)
def check_durability(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """What the database acknowledged must survive a power cut."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        if connections[alias].vendor == "postgresql":
            found.extend(_postgresql_problems(alias))
        elif connections[alias].vendor == "sqlite":
            found.extend(_sqlite_problems(alias))
    return found


def _postgresql_problems(alias: str) -> Iterator[CheckMessage]:
    with connections[alias].cursor() as cursor:
        for name in ("fsync", "synchronous_commit"):
            cursor.execute("SELECT current_setting(%s)", [name])
            if cursor.fetchone()[0] == "off":
                hint = f"Set {name} = on in postgresql.conf: an answer that was confirmed must not be lost."
                yield Error(f"PostgreSQL runs with {name} = off.", hint=hint, id="house.E005")
        before = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        yield from _clock_problems("the database server", float(cursor.fetchone()[0]), before)


def _sqlite_problems(alias: str) -> Iterator[CheckMessage]:
    with connections[alias].cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        if cursor.fetchone()[0] < 2:
            hint = "Leave PRAGMA synchronous at FULL (config/settings/database.py)."
            yield Error("SQLite does not wait for the disk.", hint=hint, id="house.E005")


@register(Tags.database)
def check_redis(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """A queue that a restart empties delays work until the ticker rings again; it should not be the rule."""
    if not databases or not urlsplit(settings.BROKER_URL).scheme.startswith("redis"):
        return []
    client = redis.Redis.from_url(settings.BROKER_URL, socket_timeout=5, socket_connect_timeout=5)
    try:
        before = time.time()
        seconds, microseconds = client.time()
        found = list(_clock_problems("Redis", seconds + microseconds / 1e6, before))
        if client.config_get("appendonly").get("appendonly") != "yes":
            hint = "Set appendonly yes in redis.conf."
            found.append(
                Error("Redis carries the queue without an append-only file.", hint=hint, id="house.E006")
            )
    except redis.RedisError as problem:
        hint = "Start Redis, or correct BROKER_URL."
        return [Error(f"Redis does not answer ({problem}).", hint=hint, id="house.E007")]
    finally:
        client.close()
    return found


def _clock_problems(whose: str, theirs: float, before: float) -> Iterator[CheckMessage]:
    ours = (before + time.time()) / 2
    if abs(theirs - ours) > CLOCK_TOLERANCE_SECONDS:
        hint = "Run a time service (chrony, systemd-timesyncd) on both machines."
        text = f"This machine's clock and that of {whose} differ by {abs(theirs - ours):.1f} s."
        yield Error(text, hint=hint, id="house.E008")


DEPLOY_CHECKS: tuple[Check, ...] = (
    check_debug,
    check_secret,
    check_hosts,
    check_passive,
    check_caches,
    check_proxies,
)
SERVER_CHECKS: tuple[Check, ...] = (check_durability, check_redis)


def refuse_unsafe_start() -> None:
    """Raise ImproperlyConfigured with every reason why this production process must not start."""
    found = [message for check in DEPLOY_CHECKS for message in check(None)]
    found += [message for check in SERVER_CHECKS for message in check(None, databases=["default"])]
    if found:
        reasons = "\n".join(f"- {message.msg} {message.hint}" for message in found)
        raise ImproperlyConfigured(f"This process refuses to start:\n{reasons}")
