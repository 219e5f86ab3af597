"""Probes for machines: `/healthz` says that the process answers, `/readyz` that it may take traffic."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from threading import Event

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from config.clients import client_of
from config.jobs.models import Heartbeat
from config.jobs.runner import holder_name
from config.routes import Access, route

_migrated = Event()


def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives. Touches nothing else: a slow database must not get the process killed."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """Database writable, disk not full, migrations applied; search and broker are not needed to save work."""
    results = {name: _verdict(check) for name, check in _CHECKS.items()}
    ready = all(result == "ok" for result in results.values())
    return JsonResponse({"ready": ready} | results, status=200 if ready else 503)


def who_asks(request: HttpRequest) -> HttpResponse:
    """How this site sees whoever asks; tells nobody more than their own address. The doctor compares."""
    client = client_of(request)
    answer = {"address": client.address, "told": client.told, "believed": client.believed}
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


def _verdict(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, OSError):
        return "failed"


def _can_write() -> str:
    Heartbeat.objects.beat("readyz", holder_name())
    return "ok"


def _has_space() -> str:
    folder = settings.VAR_DIR if settings.VAR_DIR.exists() else settings.BASE_DIR
    return "ok" if shutil.disk_usage(folder).free > settings.FREE_DISK_FLOOR_BYTES else "full"


def _is_migrated() -> str:
    """A yes is remembered for the life of the process; a no is asked again."""
    if not _migrated.is_set() and pending_migrations() == 0:
        _migrated.set()
    return "ok" if _migrated.is_set() else "migrations are missing"


def pending_migrations() -> int:
    """How many migrations the code has and the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


_CHECKS: dict[str, Callable[[], str]] = {
    "database": _can_write,
    "disk": _has_space,
    "migrations": _is_migrated,
}

urlpatterns = [
    route("healthz", healthz, name="healthz", access=Access.MACHINE),
    route("healthz/nguoi-hoi", who_asks, name="who_asks", access=Access.MACHINE),
    route("readyz", readyz, name="readyz", access=Access.MACHINE),
]
