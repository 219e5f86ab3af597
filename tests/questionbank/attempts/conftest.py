"""A clock that tests turn themselves; a pupil who has started; what must hold of every attempt at any time."""

import datetime

import pytest
from django.utils import timezone

from questionbank.attempts.models import Attempt
from tests.factories.attempts import attempt_of, slots_of, started_attempt
from tests.faults.ledger import complaints_about


class Clock:
    """The server's clock; stands still until it is moved."""

    def __init__(self):
        self.now = timezone.now()

    def __call__(self):
        return self.now

    def move(self, **how_far):
        self.now += datetime.timedelta(**how_far)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock)
    return clock


@pytest.fixture
def player(cast, clock):
    return started_attempt(cast)


@pytest.fixture
def slots(player):
    """A question with options, a group of statements, a short answer."""
    return slots_of(attempt_of(player).quiz)


@pytest.fixture(autouse=True)
def _the_oracle_agrees(request):
    """After every test with rows: snapshot = replay, one submission a round, score = pure re-grade."""
    has_rows = "_django_db_helper" in request.fixturenames
    if has_rows:
        request.getfixturevalue("_django_db_helper")  # so that the rows are still there afterwards
    yield
    if has_rows:
        for attempt in Attempt.objects.select_related("quiz", "form"):
            assert not complaints_about(attempt)
