"""The doctor's checks of the house itself: versions, disk, database, queue, processes, tools."""

from __future__ import annotations

import json
import platform
import shutil
import sqlite3
import stat
import subprocess
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.db import connection
from django.utils import timezone

from config import env
from config.audit.evidence import EVIDENCE, verify
from config.caches import shared
from config.doctor import DOCTOR, Finding, error, ok, warning
from config.health import pending_migrations
from config.jobs.broker import app
from config.jobs.models import Heartbeat, Job

GIBIBYTE = 1024**3
COMFORT_BYTES = 5 * GIBIBYTE
TICKER_SILENCE = timedelta(minutes=1)
WORKER_SILENCE = timedelta(minutes=2)
PROCESSES = (("ticker", TICKER_SILENCE), ("worker", WORKER_SILENCE), ("quick worker", WORKER_SILENCE))


@DOCTOR.register("versions", order=10)
def versions() -> Iterator[Finding]:
    """Python and the packages whose versions matter."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("Django", "wagtail", "celery", "granian"))
    yield ok("versions", f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}")


@DOCTOR.register("disk", order=20)
def disk() -> Iterator[Finding]:
    """Room for uploads, previews and the index."""
    free = shutil.disk_usage(settings.VAR_DIR).free
    said = f"{free / GIBIBYTE:.1f} GB free under {settings.VAR_DIR}"
    if free < settings.FREE_DISK_FLOOR_BYTES:
        yield error("disk", said, "Make room or move var/ (HOCLIEU_VAR): uploads are refused until then.")
    elif free < COMFORT_BYTES:
        yield warning("disk", said, "Make room soon; a 2 GB video needs about 3 GB.")
    else:
        yield ok("disk", said)


@DOCTOR.register("secret", order=30)
def secret() -> Iterator[Finding]:
    """The signing key is for its owner's eyes only."""
    file = settings.VAR_DIR / "secret"
    given = env.text("SECRET_KEY")
    if given or not file.exists():
        yield ok("secret", "from the environment" if given else "not made yet")
        return
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        yield error("secret", f"readable by others ({mode:o})", f"chmod 600 {file}")
    else:
        yield ok("secret", "kept in var/secret, readable by its owner only")


@DOCTOR.register("settings", order=35)
def unsafe_settings() -> Iterator[Finding]:
    """The system checks that always apply."""
    found = [message for message in run_checks(databases=["default"]) if message.level >= ERROR]
    for message in found:
        yield error("settings", message.msg, message.hint or "")
    if not found:
        yield ok("settings", f"safe; site {settings.SITE_URL}, content {settings.CONTENT_URL}")


@DOCTOR.register("database", order=40)
def database() -> Iterator[Finding]:
    """Writable, whole, migrated."""
    Heartbeat.objects.beat("doctor", "doctor")
    said = connection.vendor
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            verdict = cursor.fetchone()[0]
        if verdict != "ok":
            yield error(
                "database", f"damaged: {verdict}", "Stop everything and restore: manage.py restore BACKUP"
            )
            return
        name = Path(connection.settings_dict["NAME"])
        said = (
            f"SQLite, {name.stat().st_size / 1024**2:.0f} MB, whole" if name.exists() else "SQLite in memory"
        )
    pending = pending_migrations()
    if pending:
        yield error("database", f"{pending} migrations are missing", "manage.py migrate (or `make run`)")
    else:
        yield ok("database", f"{said}, migrated")


@DOCTOR.register("cache", order=45)
def cache() -> Iterator[Finding]:
    """Where limits, locks and sessions lie: the same for every process, and it answers."""
    where = {"DatabaseCache": "rows of the database", "RedisCache": "Redis (CACHE_URL)"}
    backend = settings.CACHES["default"]["BACKEND"].rpartition(".")[2]
    sessions = settings.SESSION_ENGINE.rpartition(".")[2]
    if backend not in where:
        advice = (
            "Leave CACHES as config/settings/caches.py makes it: each process counts for itself otherwise."
        )
        yield error("cache", f"limits and locks: {backend}, sessions: {sessions}", advice)
        return
    try:
        shared.set("doctor", "asked", 10)
        answered = shared.get("doctor") == "asked"
    except Exception as problem:  # every store's client has errors of its own
        yield error("cache", f"{where[backend]}: {problem}", "Start it, or correct CACHE_URL.")
        return
    if answered:
        yield ok("cache", f"limits and locks: {where[backend]}; sessions: {sessions}")
    else:
        yield error("cache", f"{where[backend]} forgets at once", "Correct CACHE_URL.")


FORGED = "203.0.113.77"  # documentation range: nobody's address


@DOCTOR.register("visitors", order=37)
def visitors() -> Iterator[Finding]:
    """Whether the site tells its visitors apart: asked through its public address, once plainly, once with a lie."""
    try:
        plain, forged = (_asked(headers) for headers in ({}, {"X-Forwarded-For": FORGED}))
    except (OSError, ValueError) as problem:
        advice = f"Start the site, or correct SITE_URL ({settings.SITE_URL})."
        yield warning("visitors", f"the site could not be asked ({problem})", advice)
        return
    if forged["address"] == FORGED:
        advice = "Let the proxy replace X-Forwarded-For (deploy/nginx), and correct TRUSTED_PROXIES."
        yield error("visitors", "anybody can claim any address: limits mean nothing", advice)
    elif plain["told"] and not plain["believed"]:
        advice = "Name the proxy's address in TRUSTED_PROXIES: until then everybody counts as one visitor."
        yield error(
            "visitors", f"a proxy speaks that is not trusted; all come from {plain['address']}", advice
        )
    elif settings.TRUSTED_PROXIES and not plain["told"]:
        advice = "Let the proxy set X-Forwarded-For (deploy/nginx/hoclieu.conf), or empty TRUSTED_PROXIES."
        yield error("visitors", f"the proxy does not say who asks; all come from {plain['address']}", advice)
    else:
        how = "told by the proxy" if plain["believed"] else "no proxy in between"
        yield ok("visitors", f"told apart, {how}; this machine is {plain['address']}")


def _asked(headers: dict[str, str]) -> dict[str, Any]:
    request = urllib.request.Request(f"{settings.SITE_URL}/healthz/nguoi-hoi", headers=headers)  # noqa: S310 - our own
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
        found: dict[str, Any] = json.loads(answer.read(1000))
    return found


@DOCTOR.register("queue", order=50)
def queue() -> Iterator[Finding]:
    """Whether the broker answers, and what nobody could read."""
    if not settings.BROKER_URL:
        yield from _folder_queue()
        return
    try:
        with app.connection_for_write() as link:
            link.ensure_connection(max_retries=1, timeout=3)
    except Exception as problem:  # every broker's client has errors of its own
        advice = "Start the broker or correct BROKER_URL. Nothing is lost: jobs wait in the database."
        yield error("queue", f"the broker does not answer: {problem}", advice)
        return
    yield ok("queue", "the broker answers")


def _folder_queue() -> Iterator[Finding]:
    folder = Path(settings.QUEUE_DIR)
    torn = len(list((folder / "unreadable").glob("*"))) if folder.exists() else 0
    if torn:
        yield warning(
            "queue", f"{torn} unreadable messages set aside", f"Look at and delete {folder / 'unreadable'}"
        )
    else:
        yield ok("queue", f"folder, {len(list(folder.glob('*.msg')))} messages waiting")


@DOCTOR.register("processes", order=55)
def processes() -> Iterator[Finding]:
    """Whether the workers and the ticker were seen lately."""
    advice = "Start the city (`make run`) or the service; var/log/{name}.log says why it ended."
    for name, silence in PROCESSES:
        beat = Heartbeat.objects.filter(name=name).first()
        if beat is None:
            yield warning(name, "never seen", advice.format(name=name.split()[0]))
        elif timezone.now() - beat.at > silence:
            yield error(
                name,
                f"last seen {timezone.localtime(beat.at):%Y-%m-%d %H:%M:%S}",
                advice.format(name=name.split()[0]),
            )
        else:
            yield ok(name, "alive")


@DOCTOR.register("jobs", order=58)
def jobs() -> Iterator[Finding]:
    """Work that waits too long or has failed."""
    overdue = Job.objects.due().filter(not_before__lt=timezone.now() - timedelta(minutes=10)).count()
    failed = Job.objects.filter(state="failed", finished__gte=timezone.now() - timedelta(days=1)).count()
    if overdue:
        yield warning(
            "jobs", f"{overdue} wait for more than ten minutes", "Is the worker alive? manage.py run_jobs"
        )
    if failed:
        advice = 'Their reasons: manage.py shell -c "..." over Job.trace, or var/log/worker.log'
        yield warning("jobs", f"{failed} failed within a day", advice)
    if not overdue and not failed:
        yield ok("jobs", f"{Job.objects.open().count()} open, none late or failed")


@DOCTOR.register("static", order=60)
def static_files() -> Iterator[Finding]:
    """The built front end and the collected files."""
    if not (settings.BUILD_DIR / "static").is_dir():
        yield error("front end", "not built", "make setup")
    elif not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield error("static files", "not collected", "manage.py collectstatic (or `make run`)")
    else:
        yield ok("front end", "built and collected")


@DOCTOR.register("texts", order=62)
def texts() -> Iterator[Finding]:
    """Compiled catalogues."""
    sources = list(settings.BASE_DIR.glob("*/locale/*/LC_MESSAGES/*.po"))
    stale = [file for file in sources if not file.with_suffix(".mo").exists()]
    if stale:
        yield error("texts", f"{len(stale)} catalogues are not compiled", "python -m config.messages compile")
    else:
        yield ok("texts", f"{len(sources)} catalogues")


@DOCTOR.register("tools", order=90)
def tools() -> Iterator[Finding]:
    """Node and Chromium: wished for, not needed to serve."""
    yield ok("Node", _node() or "none; a wheel is fetched when the front end must be built")
    browser = next(
        (name for name in ("chromium", "chromium-browser", "google-chrome") if shutil.which(name)), ""
    )
    yield ok("Chromium", browser or "none; only the browser tests need it (make setup-system)")


def _node() -> str:
    if not shutil.which("node"):
        return ""
    return subprocess.run(["node", "--version"], check=False, capture_output=True, text=True).stdout.strip()


@DOCTOR.register("evidence", order=95)
def evidence() -> Iterator[Finding]:
    """Decisions and audit log as they were anchored."""
    for log in EVIDENCE.keys():
        if broken := verify(log):
            place = f"#{broken.row}" if broken.row else f"anchor {broken.anchor}"
            advice = "Somebody wrote into the database by hand. Keep it as it is, run manage.py verify_log, call the office."
            yield error("evidence", f"{log}, {place}: {broken.what}", advice)
        else:
            yield ok("evidence", f"{log}: the chain holds")
