"""One rule, said twice: `visible_to` in the database and access tokens in search agree for random cities."""

from __future__ import annotations

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
        for _number in range(data.draw(st.integers(0, 2))):
            role = data.draw(st.sampled_from(STAFF_ROLES))
            unit = data.draw(st.sampled_from(city.units))
            ends = data.draw(st.sampled_from([None, today, today + PAST, today + FUTURE]))
            start = today + data.draw(st.sampled_from([PAST * 2, FUTURE / 2]))
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


def drawn_work(data, city):
    state = data.draw(st.sampled_from(MaterialState.values))
    has_version = state in {"approved", "withdrawn", "retired"} or data.draw(st.booleans())
    work = LearningMaterial.objects.create(
        title="Bài",
        owner_org=data.draw(st.sampled_from(city.units)),
        subject_group=data.draw(st.sampled_from([None, *city.groups])),
        created_by=data.draw(st.sampled_from(city.staff)),
        state=state,
        live=has_version and state != "withdrawn" and data.draw(st.sampled_from([True, True, False])),
        for_pupils=data.draw(st.booleans()),
        deleted_at=data.draw(st.sampled_from([None, None, None, timezone.now()])),
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


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_the_database_and_the_tokens_agree_for_everybody(city, data):
    city.clear()
    drawn_roles(data, city)
    works = [drawn_work(data, city) for _number in range(3)]
    for person in city.people():
        viewer = viewer_for(person)
        for work in works:
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
