"""One rule, said twice: `visible_to` in the database and access tokens in search agree for random banks and people."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.accounts.models import User
from questionbank.items.acl import acl_tokens, published_tokens
from questionbank.items.models import Bank, Question, QuestionState, QuestionVersion
from questionbank.items.policies import may_edit, may_read_draft
from questionbank.items.querysets import AUTHORS_ONLY
from repository.organisations.models import Membership, OrgKind, OrgUnit, Role
from repository.organisations.viewer import viewer_for

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

STAFF_ROLES = [role for role in Role.values if role != Role.PUPIL]
SINCE = date(2026, 1, 1)


class City:
    """An office, two schools with a subject group each, five people and a pupil; roles and questions are drawn."""

    def __init__(self):
        office = self._unit("education_department", None, "office")
        self.schools = [self._unit("school", office, f"school{number}") for number in range(2)]
        self.groups = [
            self._unit("subject_department", school, f"group{number}")
            for number, school in enumerate(self.schools)
        ]
        self.units = [office, *self.schools, *self.groups]
        self.staff = [User.objects.create_user(f"staff{number}", "x") for number in range(5)]
        self.pupil = User.objects.create_user("pupil", "x", is_pupil=True)
        self.banks = [Bank.objects.create(name="own", owner=person) for person in self.staff]
        self.banks += [Bank.objects.create(name="unit", unit=unit) for unit in self.units[1:]]

    def _unit(self, kind, parent, code):
        kind = OrgKind.objects.get(code=kind)
        return OrgUnit.objects.create(kind=kind, parent=parent, code=code, name=code, valid_from=SINCE)


@pytest.fixture
def city(db):
    return City()


@st.composite
def drawn_question(draw, city):
    """A question anywhere in its life, in any bank."""
    author = draw(st.sampled_from(city.staff))
    row = Question.objects.create(
        author=author,
        bank=draw(st.sampled_from(city.banks)),
        offered_to=draw(st.sampled_from([None, *city.banks[5:]])),
        subject_group=draw(st.sampled_from([None, *city.groups])),
        type_key="multiple_choice",
        state=draw(st.sampled_from(QuestionState.values)),
        deleted_at=draw(st.sampled_from([None, None, None, timezone.now()])),
    )
    if draw(st.booleans()):
        row.published = QuestionVersion.objects.create(question=row, number=1, author=author, text_hash="")
        row.save()
    return row


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_the_database_and_the_tokens_agree(city, data):
    Question.objects.all().update(draft=None, published=None)
    for model in (QuestionVersion, Question, Membership):
        model.objects.all().delete()
    yesterday = timezone.localdate() - timedelta(days=1)
    posts = st.tuples(
        st.sampled_from(city.units), st.sampled_from(STAFF_ROLES), st.sampled_from([None, yesterday])
    )
    for person in city.staff:
        held = data.draw(st.lists(posts, max_size=2, unique_by=lambda post: (post[0].pk, post[1])))
        for unit, role, ends in held:
            Membership.objects.create(user=person, unit=unit, role=role, valid_from=SINCE, valid_to=ends)
    rows = [data.draw(drawn_question(city)) for _number in range(3)]
    for person in [*city.staff, city.pupil, None]:
        viewer = viewer_for(person)
        seen = set(Question.objects.visible_to(viewer).values_list("pk", flat=True))
        editable = set(Question.objects.editable_by(viewer).values_list("pk", flat=True))
        for row in rows:
            matched = viewer.is_staff and bool(acl_tokens(row) & viewer.tokens)
            assert (row.pk in seen) is matched
            assert (row.pk in editable) is may_edit(viewer, row)
            assert not may_edit(viewer, row) or row.pk in seen or row.published_id is None
            assert not may_read_draft(viewer, row) or matched or row.deleted_at or row.state in AUTHORS_ONLY
            if viewer.is_staff and published_tokens(row) & viewer.tokens:
                assert row.pk in seen
