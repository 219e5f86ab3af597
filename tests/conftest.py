"""Shared fixtures: reference data once, the cast per test, jobs on demand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from repository.organisations.models import OrgKind
from tests.cast import Cast, make_cast
from tests.tables import keep_untouched

pytest_plugins = ["tests.order", "tests.suites", "tests.snapshot", "tests.chromium"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Loads the reference data once per test database."""
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)
        keep_untouched(connection)


@pytest.fixture(scope="session", autouse=True)
def _var_folder():
    """Each worker's run-time state lies in a folder of its own, removed at the end."""
    root = Path(settings.VAR_DIR)
    root.mkdir(parents=True, exist_ok=True)
    yield
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def cast(db) -> Cast:
    """The standing cast. A test with real transactions empties the tables, so the reference data may have to come back."""
    if not OrgKind.objects.exists():
        call_command("load_reference", verbosity=0)
    return make_cast()
