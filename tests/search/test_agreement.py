"""The index and `visible_to` say the same about everybody, for random works, grants and states."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from repository.catalogue.models import Audience, LearningMaterial, MaterialState, ShareGrant
from repository.organisations.models import UnitGroup
from search.backends import engine
from search.backends.base import Query
from search.indexes.materials import IN_PROGRESS
from search.queries.results import indexes_for
from search.sync.services import owe
from tests.cast import as_viewer
from tests.search.conftest import publish, share, write_material

pytestmark = pytest.mark.django_db


@pytest.fixture
def random_city(cast, index):
    """Forty works of two schools in every state, shared at random, some of it over, some still to come."""
    dice = random.Random(20_261)
    cluster = UnitGroup.objects.create(name="Cụm")
    cluster.units.add(cast.school_b)
    schools = [(cast.school_a, cast.teacher_a, cast.maths_a), (cast.school_b, cast.teacher_b, cast.maths_b)]
    for number in range(40):
        school, author, group = dice.choice(schools)
        work = write_material(
            author, school, f"Bài {number}", for_pupils=dice.random() < 0.5, subject_group=group
        )
        if dice.random() < 0.7:
            publish(work, "trang một")
            for _ in range(dice.randint(0, 2)):
                _share_at_random(dice, cast, work, cluster)
        state = dice.choice(list(MaterialState.values))
        deleted = timezone.now() if dice.random() < 0.1 else None
        LearningMaterial.objects.filter(pk=work.pk).update(state=state, deleted_at=deleted)
    owe("material", LearningMaterial.objects.values_list("public_id", flat=True))
    index()
    return cast


def _share_at_random(dice, cast, work, cluster):
    unit = dice.choice([cast.city, cast.ward, cast.school_a, cast.school_b, cast.maths_a])
    audience, target = dice.choice(
        [
            (Audience.UNIT, {"unit": unit}),
            (Audience.UNIT_BELOW, {"unit": unit}),
            (Audience.GROUP, {"group": cluster}),
            (Audience.MEMBERS, {}),
            (Audience.PUBLIC, {}),
        ]
    )
    grant = share(work, audience, **target)
    now, day = timezone.now(), timedelta(days=1)
    dates = dice.choice(
        [{}, {}, {"valid_until": now - day / 2}, {"valid_from": now + day}, {"ended_at": now}]
    )
    if "valid_until" in dates:
        dates["valid_from"] = now - day
    ShareGrant.objects.filter(pk=grant.pk).update(**dates)


def test_everybody_finds_exactly_what_the_database_shows_them(random_city):
    seen = 0
    for part, person in [*random_city.people.items(), ("nobody", None)]:
        viewer = as_viewer(person)
        works, pages = indexes_for(viewer)
        hits = engine().search(works, Query(tokens=viewer.tokens, size=100)).hits
        found = {hit.id for hit in hits}
        published = set(LearningMaterial.objects.published_to(viewer).values_list("public_id", flat=True))
        drafts = LearningMaterial.objects.in_progress_for(viewer).filter(state__in=IN_PROGRESS)
        wanted = published | {f"d:{public_id}" for public_id in drafts.values_list("public_id", flat=True)}
        assert found == wanted, part
        everything = LearningMaterial.objects.values_list("public_id", flat=True)
        leaves = engine().best_pages(pages, list(everything), Query(tokens=viewer.tokens, text="trang"))
        assert set(leaves) == published, part
        seen += len(found)
    assert seen > 50
