"""A kind of reviewed work for tests of the engine itself."""

from __future__ import annotations

import pytest

from config.caches import remembered
from repository.curation.models import ReviewStep
from repository.curation.reviewable import REVIEWABLE
from repository.organisations.models import Role
from tests.factories.review import KIND, Poem


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Chains made here are forgotten with the test: so is what a process remembers of them."""
    remembered.clear()
    yield
    remembered.clear()


@pytest.fixture
def poem(cast):
    kind = Poem()
    REVIEWABLE.add(KIND, kind)
    for order, code, role in ((10, "appraise", Role.HEAD), (20, "approve", Role.PRINCIPAL)):
        ReviewStep.objects.create(kind=KIND, order=order, code=code, role=role, label_vi=code, label_en=code)
    yield kind
    REVIEWABLE.remove(KIND)
