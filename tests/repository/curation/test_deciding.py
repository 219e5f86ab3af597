"""One policy, three questions: of one round, of many rounds, and which people. Their answers never differ."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from repository.curation.chains import ROLES, Step
from repository.curation.deciding import DECIDING, stand_in_for
from repository.curation.models import ReviewRound, RoundState, Verdict
from repository.curation.services import decide
from repository.organisations.models import Delegation, Membership, Role
from tests.cast import as_viewer
from tests.factories.chains import PRINCIPAL, chain, delegate, leave, names
from tests.factories.review import say, sent_for_review

NUMBERS = itertools.count()
SCHOOL = (
    "teacher_a", "colleague_a", "head_a", "deputy_head_a", "principal_a", "vice_principal_a", "librarian_a"
)  # fmt: skip


def everybody(cast):
    return list(cast.people.values())


def agree(cast, rounds):
    """The three answers for everybody over all these rounds; returns how many may decide each."""
    viewers = {person.username: as_viewer(person) for person in everybody(cast)}
    waiting = {
        name: list(DECIDING.among(viewer, ReviewRound.objects.all())) for name, viewer in viewers.items()
    }
    for name, found in waiting.items():
        assert len(found) == len({row.pk for row in found}), f"{name} is asked twice"
    counts = []
    for review_round in rounds:
        review_round.refresh_from_db()
        people = list(DECIDING.people(review_round))
        assert len(people) == len({person.pk for person in people}), "somebody is told twice"
        told = names(people)
        assert told == {name for name, viewer in viewers.items() if DECIDING.allows(viewer, review_round)}
        assert told == {name for name, found in waiting.items() if review_round in found}
        counts.append(len(told))
    return counts


def test_a_person_of_many_posts_and_delegations_is_told_once(cast, poem):
    chain(cast, Step("appraise", Role.TEACHER, "Đọc"), PRINCIPAL)
    Membership.objects.create(
        user=cast.head_a, unit=cast.school_a, role=Role.TEACHER, valid_from=timezone.localdate()
    )
    delegate(cast.colleague_a, cast.head_a, cast.maths_a, Role.TEACHER)
    delegate(cast.deputy_head_a, cast.head_a, cast.maths_a, Role.TEACHER)
    review_round = sent_for_review(cast, editors=[cast.colleague_a, cast.deputy_head_a])
    assert [person.username for person in DECIDING.people(review_round)] == ["head_a"]
    assert list(ReviewRound.objects.waiting_for(as_viewer(cast.head_a))) == [review_round]
    agree(cast, [review_round])


def test_of_a_decided_round_nobody_may_decide_anything(cast, poem):
    chain(cast, PRINCIPAL)
    review_round = sent_for_review(cast)
    decide(cast.principal_a, review_round=review_round, decision=say(Verdict.APPROVE))
    assert agree(cast, [review_round]) == [0]


@pytest.mark.parametrize("role", [role for role in ROLES if role != Role.HEAD])
def test_every_role_of_staff_may_hold_a_step_and_the_stand_in_takes_it_when_they_left(cast, poem, role):
    chain(cast, Step("approve", role, "Duyệt"))
    review_round = sent_for_review(cast, in_group=False)
    holders = Membership.objects.filter(role=role, unit__path__startswith=cast.school_a.path)
    theirs = set(holders.exclude(user=cast.teacher_a).values_list("user__username", flat=True))
    if theirs:
        assert names(DECIDING.people(review_round)) == theirs
    holders.update(valid_to=timezone.localdate() - timedelta(days=1))
    [stand_in] = DECIDING.people(review_round)
    assert as_viewer(stand_in).has_role(stand_in_for(role))
    agree(cast, [review_round])


@pytest.mark.slow
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_the_three_answers_agree_whoever_left_wrote_decided_or_was_delegated(cast, poem, data):
    ReviewRound.objects.filter(state=RoundState.OPEN).update(state=RoundState.WITHDRAWN, step=None)
    Delegation.objects.all().delete()
    Membership.objects.filter(valid_from=timezone.localdate()).delete()
    Membership.objects.update(valid_to=None)
    school = [cast.people[name] for name in SCHOOL]
    steps = data.draw(st.lists(st.sampled_from(ROLES), max_size=2), label="steps")
    last = data.draw(st.sampled_from(ROLES), label="last")
    chain(cast, *(Step("appraise", role, "Xem") for role in steps), Step("approve", last, "Duyệt"))
    for person in data.draw(st.lists(st.sampled_from(school), max_size=2), label="second posts"):
        unit = data.draw(st.sampled_from([cast.school_a, cast.maths_a]))
        role = data.draw(st.sampled_from(ROLES))
        Membership.objects.get_or_create(
            user=person, unit=unit, role=role, defaults={"valid_from": timezone.localdate()}
        )
    rounds = [
        sent_for_review(
            cast,
            author=data.draw(st.sampled_from(school)),
            editors=data.draw(st.sets(st.sampled_from(school), max_size=3)),
            subject_id=f"d{next(NUMBERS)}",
            in_group=data.draw(st.booleans()),
        )
        for _round in range(2)
    ]
    gone = data.draw(st.sets(st.sampled_from(school), max_size=3), label="gone")
    leave(*gone)
    for giver, role, unit in (
        (cast.principal_a, Role.PRINCIPAL, cast.school_a),
        (cast.vice_principal_a, Role.VICE_PRINCIPAL, cast.school_a),
        (cast.head_a, Role.HEAD, cast.maths_a),
    ):
        if data.draw(st.booleans()):
            delegate(giver, data.draw(st.sampled_from(everybody(cast))), unit, role)
    first = agree(cast, rounds)
    event(f"deciders: {min(first)}")
    able = list(DECIDING.people(rounds[0]))
    if able:
        step = rounds[0].step
        decide(able[0], review_round=rounds[0], decision=say(Verdict(step.code)))
        agree(cast, rounds)
