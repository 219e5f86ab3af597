"""The teacher's browser, and an approved question of their school's bank."""

from __future__ import annotations

import pytest

from tests.cast import client_of
from tests.factories.questions import in_school_bank


@pytest.fixture
def teacher(cast):
    return client_of(cast.teacher_a)


@pytest.fixture
def in_bank(cast):
    return in_school_bank(cast.teacher_a, cast.head_a, cast.principal_a, cast.school_a)
