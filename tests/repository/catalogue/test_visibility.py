"""One rule, said twice: `visible_to` in the database and access tokens in search agree for random cities."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from config.accounts.models import User
from repository.catalogue.acl import draft_tokens
from repository.catalogue.models import (
    Audience,
    FileRole,
    LearningMaterial,
    MaterialFile,
    MaterialState,
    MaterialVersion,
    ShareGrant,
    Tombstone,
)
from repository.catalogue.policies import may_download, may_watch
from repository.organisations.models import (
    ClassGroup,
    Delegation,
    Enrolment,
    Membership,
    OrgKind,
    OrgUnit,
    Role,
    SchoolYear,
    UnitGroup,
)
from repository.organisations.viewer import viewer_for
from search.indexes.materials import Reading
from tests.factories.catalogue import ready_blob

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

STAFF_ROLES = [role for role in Role.values if role != Role.PUPIL]
WATCHING = [Role.HEAD, Role.HEAD, Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.LIBRARIAN]
PAST, FUTURE = timedelta(days=-10), timedelta(days=10)


@pytest.fixture
def city(db):
    """Office, two wards, three schools, two subject groups each, a cluster of two schools, twelve people."""
    return City()


class City:
    """Places and people to draw from; roles, works and grants are drawn per example."""

    def __init__(self):
        self.units = []
        office = self._unit("education_department", None, "office")
        for ward_number in range(2):
            ward = self._unit("ward_authority", office, f"ward{ward_number}")
            for school_number in range(2 - ward_number):
                school = self._unit("school", ward, f"school{ward_number}{school_number}")
                for group_number in range(2):
                    self._unit(
                        "subject_department", school, f"group{ward_number}{school_number}{group_number}"
                    )
        self.schools = [unit for unit in self.units if unit.kind.is_school]
        self.groups = [unit for unit in self.units if unit.kind.is_subject_group]
        self.cluster = UnitGroup.objects.create(name="Cụm 1")
        self.cluster.units.set([self.schools[0], self.schools[2]])
        self.staff = [User.objects.create_user(f"staff{number}", "x") for number in range(6)]
        self.pupils = [User.objects.create_user(f"pupil{number}", "x", is_pupil=True) for number in range(2)]
        year = SchoolYear.objects.create(code="2031-2032", starts=date(2026, 1, 1), ends=date(2032, 5, 31))
        for pupil, school in zip(self.pupils, self.schools, strict=False):
            group = ClassGroup.objects.create(school=school, school_year=year, grade_code="6", name="6A")
            Enrolment.objects.create(pupil=pupil, class_group=group, valid_from=date(2026, 1, 1))
        self.blob = ready_blob()

    def _unit(self, kind, parent, code):
        unit = OrgUnit.objects.create(
            kind=OrgKind.objects.get(code=kind),
            parent=parent,
            code=code,
            name=code,
            valid_from=date(2020, 1, 1),
        )
        self.units.append(unit)
        return unit

    def people(self):
        return [None, *self.staff, *self.pupils]

    def clear(self):
        Tombstone.objects.all()._raw_delete("default")
        LearningMaterial.objects.update(current_version=None)
        LearningMaterial.objects.all().delete()
        Membership.objects.all().delete()
        Delegation.objects.all().delete()


def drawn_roles(data, city):
    today = timezone.localdate()
    for person in city.staff:
        for _number in range(data.draw(st.sampled_from([0, 1, 1, 2]))):
            role = data.draw(st.sampled_from([*STAFF_ROLES, *WATCHING, *WATCHING]))
            unit = data.draw(st.sampled_from([*city.units, *city.schools[:2], *city.groups[:2] * 2]))
            ends = data.draw(st.sampled_from([None, None, today, today + PAST, today + FUTURE]))
            start = today + data.draw(st.sampled_from([PAST * 2, PAST * 2, PAST * 2, FUTURE / 2]))
            Membership.objects.get_or_create(
                user=person, unit=unit, role=role, valid_from=start, defaults={"valid_to": ends}
            )
    if data.draw(st.booleans()) and (given_by := Membership.objects.first()):
        Delegation.objects.create(
            from_user=given_by.user,
            to_user=data.draw(st.sampled_from(city.staff)),
            unit=given_by.unit,
            role=given_by.role,
            reason="đi công tác",
            valid_from=today + PAST,
            valid_to=today + data.draw(st.sampled_from([PAST / 2, FUTURE])),
        )


def drawn_work(data, city, state=None):
    state = state or data.draw(st.sampled_from([*MaterialState.values, "draft", "submitted"]))
    owner, group, author = drawn_place(data, city)
    has_version = state in {"approved", "withdrawn", "retired"} or data.draw(st.booleans())
    work = LearningMaterial.objects.create(
        title="Bài",
        owner_org=owner,
        subject_group=group,
        created_by=author,
        state=state,
        live=has_version and state != "withdrawn" and data.draw(st.sampled_from([True, True, False])),
        for_pupils=data.draw(st.booleans()),
        deleted_at=data.draw(st.sampled_from([None, None, None, None, None, timezone.now()])),
    )
    if has_version:
        version = MaterialVersion.objects.create(
            material=work, number=1, revision_id=work.pk, metadata={}, digest="x", approved_at=timezone.now()
        )
        MaterialFile.objects.create(
            version=version, entry_id="e", role="original", name="a.pdf", blob=city.blob
        )
        LearningMaterial.objects.filter(pk=work.pk).update(current_version=version)
    for _number in range(data.draw(st.integers(0, 2))):
        drawn_grant(data, city, work)
    work.refresh_from_db()
    return work


def drawn_place(data, city):
    """Mostly where people work: the school of somebody's post, often the very group, often made by one of its people."""
    posts = list(Membership.objects.select_related("unit__kind", "unit__parent", "user"))
    if not posts or data.draw(st.integers(0, 3)) == 0:
        group = data.draw(st.sampled_from([None, *city.groups]))
        return data.draw(st.sampled_from(city.units)), group, data.draw(st.sampled_from(city.staff))
    watching = [post for post in posts if post.role in WATCHING]
    unit = data.draw(st.sampled_from([*posts, *watching, *watching])).unit
    in_group = unit.kind.is_subject_group
    owner = unit.parent if in_group else unit
    group = unit if in_group and data.draw(st.integers(0, 3)) else None
    there = [post.user for post in posts if post.unit.path.startswith(owner.path)]
    return owner, group, data.draw(st.sampled_from([*there, *there, *there, *city.staff]))


def drawn_grant(data, city, work):
    now = timezone.now()
    audience = data.draw(st.sampled_from(Audience.values))
    ShareGrant.objects.create(
        material=work,
        audience=audience,
        unit=data.draw(st.sampled_from(city.units)) if audience in {"unit", "unit_below"} else None,
        group=city.cluster if audience == "group" else None,
        valid_from=now + data.draw(st.sampled_from([PAST, PAST, FUTURE])),
        valid_until=data.draw(st.sampled_from([None, now + PAST / 2, now + FUTURE * 2])),
        ended_at=data.draw(st.sampled_from([None, None, now + PAST / 2])),
        granted_by=city.staff[0],
    )


def test_the_database_and_the_tokens_agree_for_everybody(city):
    met = Counter()

    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(data=st.data())
    def they_agree(data):
        city.clear()
        drawn_roles(data, city)
        works = [drawn_work(data, city, state) for state in ("draft", "submitted", None)]
        for person in city.people():
            viewer = viewer_for(person)
            for work in works:
                agree(viewer, work)
                relation = relation_of(viewer, work)
                met[relation] += 1
                event(relation)

    they_agree()
    assert min(met[relation] for relation in COMMON) >= 3, met


# Each of these has to come up, or the test says nothing about it. Usually every one makes two percent of the pairs or more.
COMMON = (
    "made it and works there",
    "made it and left",
    "watches over what was handed in",
    "watches where it is a draft of somebody else",
    "belongs there and watches nothing",
    "nothing to do with it",
)


def relation_of(viewer, work):
    """What a person has to do with a work that stands; said without the rules under test."""
    if work.deleted_at is not None or work.state == MaterialState.WITHDRAWN:
        return "in the bin or withdrawn"
    if viewer.user is not None and work.created_by_id == viewer.user.pk:
        return "made it and works there" if viewer.works_in(work.owner_org_id) else "made it and left"
    if {work.owner_org_id, work.subject_group_id} & viewer.staff_unit_ids:
        is_draft = work.state == MaterialState.DRAFT
        return (
            "watches where it is a draft of somebody else" if is_draft else "watches over what was handed in"
        )
    return (
        "belongs there and watches nothing"
        if work.owner_org_id in viewer.unit_ids
        else "nothing to do with it"
    )


def agree(viewer, work):
    """Search, the database and the rule for one row say the same."""
    published = published_in_search(viewer, work)
    in_progress = not viewer.is_pupil and bool(viewer.tokens & set(draft_tokens(work)))
    row = LearningMaterial.objects.filter(pk=work.pk)
    assert row.published_to(viewer).exists() == published
    assert row.in_progress_for(viewer).exists() == in_progress
    assert row.visible_to(viewer).exists() == (published or in_progress)
    files = MaterialFile.objects.filter(version__material=work)
    assert files.visible_to(viewer).exists() == (files.exists() and (published or in_progress))
    if work.deleted_at is None and work.state != MaterialState.WITHDRAWN:
        assert may_watch(viewer, work) == in_progress


def published_in_search(viewer, work):
    """What search would say: a common token, and for pupils only what stands in their indexes."""
    reading = Reading(work, list(work.grants.in_force()))
    return bool(viewer.tokens & set(reading.tokens)) and (reading.reaches_pupils or not viewer.is_pupil)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_signing_in_never_shows_less_than_being_signed_out(city, data):
    city.clear()
    drawn_roles(data, city)
    works = [drawn_work(data, city) for _number in range(2)]
    for work in works:  # what a stranger may open at all is what this is about
        ShareGrant.objects.create(
            material=work,
            audience=Audience.PUBLIC,
            valid_from=timezone.now() + PAST,
            granted_by=city.staff[0],
            may_download=True,
        )
        if work.current_version:
            role = data.draw(st.sampled_from(FileRole.values))
            MaterialFile.objects.create(
                version=work.current_version, entry_id="f", role=role, name="b.pdf", blob=city.blob
            )
    stranger = viewer_for(None)
    open_works = set(LearningMaterial.objects.visible_to(stranger))
    open_files = set(MaterialFile.objects.visible_to(stranger))
    assert not any(file.role == FileRole.ANSWER_SHEET for file in open_files)
    event(f"works open to everybody: {len(open_works)}")
    for person in city.people()[1:]:
        viewer = viewer_for(person)
        assert open_works <= set(LearningMaterial.objects.visible_to(viewer))
        assert open_files <= set(MaterialFile.objects.visible_to(viewer))
        for work in open_works:
            assert may_download(viewer, work) >= may_download(stranger, work)
