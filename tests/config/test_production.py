"""What a production city refuses: demo people, and limits that each process would count for itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command

from config import checkups, preparations, safety
from config.caches import remembered, shared
from config.demo import DEMO_PASSWORD, DEMO_PIN
from config.doctor import Level
from repository.organisations.checkups import demo_passwords
from repository.organisations.models import PupilCard
from tests.cast import pupil, staff

ROOT = Path(__file__).parents[2]
SET_UPS = {
    "embedded": {"DJANGO_SETTINGS_MODULE": "config.settings.dev"},
    "production without Redis": {"DJANGO_SETTINGS_MODULE": "config.settings.production"},
    "production on RabbitMQ": {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "BROKER_URL": "amqp://127.0.0.1",
    },
    "production on Redis": {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "BROKER_URL": "redis://127.0.0.1/0",
        "CACHE_URL": "redis://127.0.0.1/1",
    },
}
ASK = """
import json
from django.conf import settings
print(json.dumps([settings.CACHES["default"]["BACKEND"], settings.SESSION_ENGINE]))
"""


@pytest.mark.parametrize("environment", SET_UPS.values(), ids=SET_UPS)
def test_limits_and_sessions_hold_in_every_process_in_every_set_up(environment, tmp_path, settings):
    clean = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        env=clean | environment | {"HOCLIEU_VAR": str(tmp_path), "SECRET_KEY": "x" * 60},
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    settings.CACHES = {"default": {"BACKEND": json.loads(asked.stdout)[0]}}
    settings.SESSION_ENGINE = json.loads(asked.stdout)[1]
    assert safety.check_caches(None) == []
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"


@pytest.mark.parametrize("backend", ["locmem.LocMemCache", "dummy.DummyCache"])
def test_a_cache_of_each_process_for_limits_or_sessions_is_refused(settings, backend):
    settings.CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{backend}"}}
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    assert [found.id for found in safety.check_caches(None)] == ["house.E009", "house.E010"]
    assert safety.check_caches in safety.DEPLOY_CHECKS
    (finding,) = checkups.cache()
    assert finding.level is Level.ERROR


def test_a_sign_out_ends_the_session_in_another_process(cast, client):
    """Another process shares the database with this one and nothing of its memory."""
    client.force_login(cast.teacher_a, backend="django.contrib.auth.backends.ModelBackend")
    kept = client.cookies.copy()
    assert client.get("/don-vi/").status_code != 302
    client.post("/tai-khoan/dang-xuat/")
    remembered.clear()
    client.cookies = kept
    assert client.get("/don-vi/").status_code == 302


@pytest.mark.django_db
def test_limits_are_rows_that_other_processes_see():
    shared.set("a limit", 7, 60)
    remembered.set("a label", "Toán", 60)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM config_shared_cache WHERE cache_key LIKE '%limit%'")
        assert cursor.fetchone()[0] == 1
    (finding,) = checkups.cache()
    assert finding.level is Level.OK and "rows of the database" in finding.state


def test_the_demo_is_not_seeded_in_production_unless_forced(settings, monkeypatch):
    settings.REFUSE_UNSAFE_START = True
    with pytest.raises(CommandError, match="production"):
        call_command("seed_demo")
    monkeypatch.setenv("DEMO", "1")
    assert not preparations.demo_is_due()


@pytest.mark.django_db
def test_the_forced_demo_is_seeded(settings, monkeypatch):
    settings.REFUSE_UNSAFE_START = True
    ran = []
    monkeypatch.setattr(
        "config.management.commands.seed_demo.DEMO_STEPS",
        type("Steps", (), {"items": lambda self: [("one", lambda size, report: ran.append(size))]})(),
    )
    call_command("seed_demo", "--force", verbosity=0)
    assert len(ran) == 1


def test_the_doctor_finds_accounts_and_cards_that_everybody_can_open(cast, settings):
    assert [finding.level for finding in demo_passwords()] == [Level.OK]
    settings.REFUSE_UNSAFE_START = True
    person = staff("gv.demo", "Người thử")
    person.set_password(DEMO_PASSWORD)
    person.save()
    child = pupil("hs.demo", "Em thử", cast.class_a)
    PupilCard.objects.create(user=child, code="hs999999", pin_hash=make_password(DEMO_PIN), qr_hash="q")
    found = list(demo_passwords())
    assert [finding.level for finding in found] == [Level.ERROR, Level.ERROR]
    assert "1 accounts" in found[0].state and "1 pupils" in found[1].state
    person.is_active = False
    person.save()
    assert len(list(demo_passwords())) == 1
