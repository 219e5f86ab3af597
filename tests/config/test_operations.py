"""Probes, doctor, logs and unsafe settings: what operators rely on."""

import io
import json
import logging

import pytest
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import RequestFactory

from config import checkups, health, safety
from config.doctor import DOCTOR, Level, error, examine, ok, warning
from config.jobs.models import Heartbeat
from config.logs import RequestIdMiddleware, drop_personal_values

needs_database = pytest.mark.django_db


def test_the_process_probe_touches_nothing(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@needs_database
def test_ready_means_database_disk_and_migrations(client, monkeypatch):
    monkeypatch.setattr(health, "pending_migrations", lambda: 0)
    answer = client.get("/readyz")
    assert answer.json() == {"ready": True, "database": "ok", "disk": "ok", "migrations": "ok"}


@needs_database
@pytest.mark.parametrize("lack", ["disk", "migrations"])
def test_not_ready_says_why(client, monkeypatch, settings, lack):
    health._migrated.clear()
    monkeypatch.setattr(health, "pending_migrations", lambda: 2 if lack == "migrations" else 0)
    settings.FREE_DISK_FLOOR_BYTES = 2**60 if lack == "disk" else 0
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert [name for name, state in answer.json().items() if name != "ready" and state != "ok"] == [lack]
    health._migrated.clear()


@pytest.fixture
def only(monkeypatch):
    """A doctor with the given findings only."""

    def set_findings(*findings):
        for name in DOCTOR.keys():
            monkeypatch.delitem(DOCTOR._entries, name)
        monkeypatch.setitem(DOCTOR._entries, "test", (1, lambda: iter(findings)))

    return set_findings


def doctor(*arguments):
    out = io.StringIO()
    try:
        call_command("doctor", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def test_the_doctor_says_what_to_do_and_ends_with_status_1(only):
    only(ok("disk", "plenty"), error("database", "damaged", "restore the backup"))
    said, status = doctor()
    assert status == 1
    assert "database: damaged" in said and "-> restore the backup" in said


def test_a_warning_is_no_error(only):
    only(warning("disk", "getting full", "make room"))
    assert doctor()[1] == 0


def test_the_doctor_speaks_json(only):
    only(warning("disk", "gần đầy", "make room"))
    (line,) = doctor("--json")[0].splitlines()
    assert json.loads(line) == {"level": "warning", "what": "disk", "state": "gần đầy", "advice": "make room"}


def test_a_check_that_breaks_is_a_finding(monkeypatch):
    def broken():
        raise OSError("no such disk")
        yield

    monkeypatch.setitem(DOCTOR._entries, "test.broken", (1, broken))
    monkeypatch.setattr(DOCTOR, "items", lambda: [("test.broken", broken)])
    (finding,) = examine()
    assert finding.level == Level.ERROR and "no such disk" in finding.state


@needs_database
def test_silent_processes_are_found():
    Heartbeat.objects.beat("ticker", "here")
    ticker, worker, quick = checkups.processes()
    assert (ticker.level, worker.level, quick.level) == (Level.OK, Level.WARNING, Level.WARNING)
    assert worker.advice


@pytest.mark.parametrize(
    ("setting", "value", "check", "number"),
    [
        ("DEBUG", True, safety.check_debug, "E001"),
        ("SECRET_KEY", "short", safety.check_secret, "E002"),
        ("SECRET_KEY", "change-me-" * 9, safety.check_secret, "E002"),
        ("CONTENT_HOST", "localhost", safety.check_hosts, "E003"),
        ("CONTENT_PASSIVE_ONLY", True, safety.check_passive, "E004"),
    ],
)
def test_unsafe_settings_are_named_with_what_to_do(settings, setting, value, check, number):
    settings.SITE_HOST = "localhost"
    setattr(settings, setting, value)
    (found,) = check(None)
    assert isinstance(found, Error) and found.id == f"house.{number}" and found.hint


def test_the_settings_of_a_school_network_are_allowed_outside_production(settings):
    settings.SITE_HOST = settings.CONTENT_HOST = "192.168.1.20"
    settings.CONTENT_PASSIVE_ONLY = True
    assert safety.check_hosts(None) == []


@needs_database
def test_a_production_process_refuses_to_start_and_lists_every_reason(settings):
    settings.DEBUG = True
    settings.SECRET_KEY = "short"
    with pytest.raises(ImproperlyConfigured) as refusal:
        safety.refuse_unsafe_start()
    assert "DEBUG" in str(refusal.value) and "SECRET_KEY" in str(refusal.value)


def test_a_clock_that_runs_apart_is_found():
    assert list(safety._clock_problems("the database server", theirs=1005.0, before=safety.time.time()))
    assert not list(safety._clock_problems("x", theirs=safety.time.time(), before=safety.time.time()))


def test_every_answer_carries_a_request_id(client):
    assert len(client.get("/healthz")["X-Request-ID"]) == 16
    assert client.get("/healthz", headers={"X-Request-ID": "proxy-0001"})["X-Request-ID"] == "proxy-0001"


@pytest.mark.parametrize("forged", ["x\r\nSet-Cookie: a=b", '{"level": "critical"}', "a" * 200, ""])
def test_a_forged_request_id_is_replaced(forged):
    request = RequestFactory().get("/", headers={"X-Request-ID": forged})
    from django.http import HttpResponse

    answer = RequestIdMiddleware(lambda _: HttpResponse())(request)
    assert answer["X-Request-ID"] != forged and answer["X-Request-ID"].isalnum()


def test_a_log_line_is_one_json_object_whatever_it_holds(capsys):
    handler = logging.StreamHandler(stream := io.StringIO())
    from config.logs import logging_config

    formatter = logging_config()["formatters"]["json"]
    handler.setFormatter(formatter["()"](**{key: value for key, value in formatter.items() if key != "()"}))
    logger = logging.getLogger("test.injection")
    logger.propagate = False
    logger.addHandler(handler)
    logger.error('first\r\n{"event": "forged"}')
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["level"] == "error"


def test_values_under_personal_words_never_reach_the_log():
    event = drop_personal_values(
        None, "info", {"event": "sign-in", "username": "lan", "pin": "1234", "status": 200}
    )
    assert event == {"event": "sign-in", "username": "[removed]", "pin": "[removed]", "status": 200}
