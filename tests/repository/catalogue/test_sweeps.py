"""What the ticker does by itself: dated grants, the bin."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from config.jobs.registry import TICKER
from repository.catalogue.models import Audience, LearningMaterial, ShareGrant
from repository.catalogue.services.sharing import announce_dated_grants
from repository.catalogue.signals import grants_changed
from tests.cast import as_viewer
from tests.factories.catalogue import approved, shared

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """Public ids that search was told about."""
    heard: list[str] = []

    def listen(sender, public_ids, **kwargs):
        heard.extend(public_ids)

    grants_changed.connect(listen)
    yield heard
    grants_changed.disconnect(listen)


def visible(person, work):
    return LearningMaterial.objects.published_to(as_viewer(person)).filter(pk=work.pk).exists()


def test_a_grant_that_starts_later_opens_on_its_day_and_search_is_told(cast, told):
    work = approved(cast.teacher_a, cast.head_a, cast.principal_a)
    shared(cast.librarian_a, work, Audience.MEMBERS, valid_from=timezone.now() + timedelta(days=1))
    assert not visible(cast.teacher_b, work)
    told.clear()
    assert announce_dated_grants() == 0

    ShareGrant.objects.update(valid_from=timezone.now() - timedelta(seconds=1))
    assert visible(cast.teacher_b, work)
    assert announce_dated_grants() == 1
    assert told == [work.public_id]
    assert announce_dated_grants() == 0


def test_a_grant_that_ends_is_gone_at_once_and_search_is_told_once(cast, told):
    work = approved(cast.teacher_a, cast.head_a, cast.principal_a)
    shared(cast.librarian_a, work, Audience.MEMBERS, valid_until=timezone.now() + timedelta(days=1))
    assert visible(cast.teacher_b, work)
    told.clear()

    ShareGrant.objects.update(valid_until=timezone.now() - timedelta(seconds=1))
    assert not visible(cast.teacher_b, work)
    assert announce_dated_grants() == 1
    assert told == [work.public_id]
    assert announce_dated_grants() == 0


def test_the_sweeps_are_known_to_the_ticker():
    assert {"repository.catalogue.grants.announce", "repository.catalogue.bin.empty"} <= set(TICKER.keys())
