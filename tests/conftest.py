"""Shared fixtures: reference data once, the cast per test, jobs on demand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from repository.organisations.models import OrgKind
from tests.cast import Cast, make_cast
from tests.tables import keep_untouched

pytest_plugins = ["tests.order", "tests.suites", "tests.snapshot", "tests.chromium"]


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_setup, django_db_blocker):
    """Loads the reference data once per test database.

    A story asks for the tables, not for a transaction in them, so it is not marked `django_db`: where nothing else is
    selected, pytest-django has made no test database, and it is made here.
    """
    stands = any(item.get_closest_marker("django_db") for item in request.session.items)
    with django_db_blocker.unblock():
        made = [] if stands else setup_databases(0, interactive=False)
        call_command("load_reference", verbosity=0)
        keep_untouched(connection)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, 0)


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
