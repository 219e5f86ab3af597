"""Nothing waits in silence: a step that nobody can decide is passed over or told, whatever the chain and whoever left."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.audit.models import AuditEntry
from config.notices.models import Notice
from repository.curation.chains import ROLES, Step
from repository.curation.deciders import STUCK, look_after_open_rounds
from repository.curation.deciding import DECIDING
from repository.curation.models import ReviewRound, RoundState, Verdict
from repository.curation.services import decide
from repository.organisations.models import Delegation, Membership, Role
from tests.cast import as_viewer, client_of
from tests.factories.catalogue import round_of, submitted
from tests.factories.chains import LIBRARIAN, PRINCIPAL, chain, delegate, leave, names, step_of
from tests.factories.notices import sentences
from tests.factories.review import say, sent_for_review

NUMBERS = itertools.count()


def test_a_step_that_nobody_can_decide_is_told_to_the_author_and_the_leaders(cast, poem):
    leave(cast.vice_principal_a, cast.librarian_a)
    chain(cast, LIBRARIAN, PRINCIPAL)
    review_round = sent_for_review(cast)
    told = Notice.objects.filter(kind=STUCK)
    assert set(told.values_list("recipient__username", flat=True)) == {"teacher_a", "principal_a"}
    assert "Thư viện xem" in sentences(cast.principal_a, kind=STUCK)[0]
    assert review_round.public_id


def test_an_optional_step_is_passed_over_when_nobody_can_decide_it(cast, poem):
    leave(cast.vice_principal_a, cast.librarian_a)
    chain(cast, Step("appraise", Role.LIBRARIAN, "Thư viện xem", optional=True), PRINCIPAL)
    review_round = sent_for_review(cast)
    assert step_of(review_round) == "Hiệu trưởng duyệt"
    assert names(DECIDING.people(review_round)) == {"principal_a"}
    assert AuditEntry.objects.filter(verb="review.skip", details__step="Thư viện xem").exists()


def test_an_optional_step_waits_for_whoever_can_decide_it(cast, poem):
    chain(cast, Step("appraise", Role.LIBRARIAN, "Thư viện xem", optional=True), PRINCIPAL)
    assert step_of(sent_for_review(cast)) == "Thư viện xem"


def test_the_sweep_finds_rounds_that_lost_their_deciders_and_says_so_once_a_week(cast, poem):
    review_round = sent_for_review(cast)
    leave(cast.head_a, cast.deputy_head_a, cast.vice_principal_a)
    assert look_after_open_rounds() == 1
    assert look_after_open_rounds() == 0
    assert names(Notice.objects.filter(kind=STUCK)[0:2][i].recipient for i in range(2)) == {
        "teacher_a",
        "principal_a",
    }
    Notice.objects.filter(kind=STUCK).update(created_at=timezone.now() - timedelta(days=8))
    assert look_after_open_rounds() == 1
    assert ReviewRound.objects.get(pk=review_round.pk).state == RoundState.OPEN


def test_where_a_school_has_no_leaders_its_administrators_are_told(cast, poem):
    leave(cast.head_a, cast.deputy_head_a, cast.vice_principal_a, cast.principal_a)
    sent_for_review(cast)
    [notice] = Notice.objects.filter(kind=STUCK, recipient=cast.administrator)
    assert client_of(cast.administrator).get(notice.url).status_code == 200


def test_the_round_says_that_nobody_can_decide_it(cast):
    material = submitted(cast.teacher_a)
    leave(cast.head_a, cast.deputy_head_a, cast.vice_principal_a)
    page = reverse("review", args=[round_of(material).public_id])
    for reader in (cast.teacher_a, cast.principal_a):
        assert "Hôm nay chưa có ai quyết định được bước này" in client_of(reader).get(page).content.decode()


STEPS = st.lists(
    st.builds(Step, st.just("appraise"), st.sampled_from(ROLES), st.just("Xem"), optional=st.booleans()),
    max_size=3,
)


@pytest.mark.slow
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_every_open_round_can_be_decided_by_somebody_or_says_so(cast, poem, data):
    """Whatever the chain, whoever left, wrote, decided or was delegated: and both ways of asking agree."""
    ReviewRound.objects.filter(state=RoundState.OPEN).update(state=RoundState.WITHDRAWN, step=None)
    Delegation.objects.all().delete()
    Membership.objects.update(valid_to=None)
    people = [person for person in cast.people.values() if not person.is_pupil]
    approver = Step("approve", data.draw(st.sampled_from(ROLES)), "Duyệt")
    chain(cast, *data.draw(STEPS), approver)
    gone = data.draw(st.sets(st.sampled_from(people), max_size=8))
    leave(*gone)
    for giver, role, unit in (
        (cast.principal_a, Role.PRINCIPAL, cast.school_a),
        (cast.head_a, Role.HEAD, cast.maths_a),
    ):
        if data.draw(st.booleans()):
            delegate(giver, data.draw(st.sampled_from(people)), unit, role)
    author = data.draw(st.sampled_from(people))
    review_round = sent_for_review(
        cast,
        author=author,
        editors=data.draw(st.sets(st.sampled_from(people), max_size=2)),
        subject_id=f"p{next(NUMBERS)}",
        in_group=data.draw(st.booleans()),
    )
    chain(cast, PRINCIPAL, actor=cast.administrator) if cast.administrator not in gone else None
    while review_round.state == RoundState.OPEN:
        deciders = names(DECIDING.people(review_round))
        assert deciders == names(one for one in people if DECIDING.allows(as_viewer(one), review_round))
        assert DECIDING.people(review_round).exists() == bool(deciders)
        assert not deciders & {author.username, *names(gone)}
        told = Notice.objects.filter(subject=review_round.subject)
        if not deciders:
            assert told.filter(kind=STUCK, recipient=author).exists()
            assert not review_round.step.optional
            break
        somebody = data.draw(st.sampled_from(sorted(deciders)))
        code = Verdict(review_round.step.code)
        decide(
            next(one for one in people if one.username == somebody),
            review_round=review_round,
            decision=say(code),
        )
        review_round.refresh_from_db()
