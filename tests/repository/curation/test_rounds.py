"""The approval engine: nobody decides over their own work, of two deciders one wins, the log cannot be changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from config.errors import Conflict, NotAllowed, Refused
from config.notices.models import Notice
from repository.curation.models import ReviewDecision, ReviewRound, RoundState, Verdict
from repository.curation.services import Decision, claim_round, decide, entry_hash, withdraw_round
from repository.organisations.models import Delegation, Membership, Role
from tests.cast import as_viewer
from tests.factories.review import say, sent_for_review


def waiting_for(user):
    return list(ReviewRound.objects.waiting_for(as_viewer(user)))


def test_it_goes_from_the_head_to_the_principal_and_is_approved(cast, poem):
    round_ = sent_for_review(cast)
    assert waiting_for(cast.head_a) == [round_]
    assert waiting_for(cast.principal_a) == []
    decide(cast.head_a, review_round=round_, decision=say(Verdict.APPRAISE))
    assert waiting_for(cast.principal_a) == [round_]
    decide(cast.principal_a, review_round=round_, decision=say(Verdict.APPROVE))
    round_.refresh_from_db()
    assert (round_.state, poem.events) == (RoundState.APPROVED, ["appraised", "approved"])


def test_those_who_may_decide_are_told_and_nobody_else(cast, poem):
    sent_for_review(cast)
    told = set(Notice.objects.values_list("recipient__username", flat=True))
    assert told == {"head_a", "deputy_head_a"}


@pytest.mark.parametrize(
    "who", ["teacher_a", "colleague_a", "principal_a", "librarian_a", "head_b", "principal_b", "inspector"]
)
def test_nobody_else_appraises(cast, poem, who):
    round_ = sent_for_review(cast)
    with pytest.raises(NotAllowed):
        decide(cast.people[who], review_round=round_, decision=say(Verdict.APPRAISE))
    assert not ReviewDecision.objects.exists()


def test_the_head_does_not_appraise_their_own_work_but_the_deputy_does(cast, poem):
    round_ = sent_for_review(cast, author=cast.head_a)
    with pytest.raises(NotAllowed):
        decide(cast.head_a, review_round=round_, decision=say(Verdict.APPRAISE))
    decide(cast.deputy_head_a, review_round=round_, decision=say(Verdict.APPRAISE))


def test_whoever_edited_the_content_does_not_decide(cast, poem):
    round_ = sent_for_review(cast, editors=[cast.head_a])
    with pytest.raises(NotAllowed):
        decide(cast.head_a, review_round=round_, decision=say(Verdict.APPRAISE))


def test_the_vice_principal_approves_the_principals_own_work_and_only_that(cast, poem):
    others = sent_for_review(cast)
    decide(cast.head_a, review_round=others, decision=say(Verdict.APPRAISE))
    assert waiting_for(cast.vice_principal_a) == []
    withdraw_round(cast.teacher_a, review_round=others)
    own = sent_for_review(cast, author=cast.principal_a)
    decide(cast.head_a, review_round=own, decision=say(Verdict.APPRAISE))
    assert waiting_for(cast.vice_principal_a) == [own]
    decide(cast.vice_principal_a, review_round=own, decision=say(Verdict.APPROVE))
    assert poem.events[-1] == "approved"


def test_a_dated_delegate_decides_in_the_principals_name(cast, poem):
    today = timezone.localdate()
    round_ = sent_for_review(cast)
    decide(cast.head_a, review_round=round_, decision=say(Verdict.APPRAISE))
    delegation = Delegation.objects.create(
        from_user=cast.principal_a,
        to_user=cast.colleague_a,
        unit=cast.school_a,
        role=Role.PRINCIPAL,
        reason="Đi công tác",
        valid_from=today - timedelta(days=3),
        valid_to=today - timedelta(days=1),
    )
    assert waiting_for(cast.colleague_a) == []
    Delegation.objects.filter(pk=delegation.pk).update(valid_to=today)
    row = decide(cast.colleague_a, review_round=round_, decision=say(Verdict.APPROVE))
    assert row.acting_for == cast.principal_a


def test_a_person_who_left_decides_nothing_more(cast, poem):
    round_ = sent_for_review(cast)
    Membership.objects.filter(user=cast.head_a).update(valid_to=timezone.localdate() - timedelta(days=1))
    with pytest.raises(NotAllowed):
        decide(cast.head_a, review_round=round_, decision=say(Verdict.APPRAISE))


def test_returning_needs_a_note(cast, poem):
    round_ = sent_for_review(cast)
    with pytest.raises(Refused) as refusal:
        decide(cast.head_a, review_round=round_, decision=say(Verdict.RETURN))
    assert refusal.value.code == "note_missing"
    decide(cast.head_a, review_round=round_, decision=say(Verdict.RETURN, note="Trang 3 sai đơn vị"))
    round_.refresh_from_db()
    assert (round_.state, poem.events) == (RoundState.RETURNED, ["returned"])


def test_the_second_decider_is_told_who_was_first(cast, poem):
    round_ = sent_for_review(cast)
    stale = ReviewRound.objects.get(pk=round_.pk)
    decide(cast.head_a, review_round=round_, decision=say(Verdict.APPRAISE))
    with pytest.raises(Conflict) as conflict:
        decide(cast.deputy_head_a, review_round=stale, decision=say(Verdict.RETURN, note="Khoan đã"))
    assert cast.head_a.display_name in str(conflict.value)
    assert ReviewDecision.objects.count() == 1


def test_a_double_click_decides_once(cast, poem):
    round_ = sent_for_review(cast)
    stale = ReviewRound.objects.get(pk=round_.pk)
    decide(cast.head_a, review_round=round_, decision=say(Verdict.APPRAISE))
    with pytest.raises(Conflict):
        decide(cast.head_a, review_round=stale, decision=say(Verdict.APPRAISE))
    assert ReviewDecision.objects.count() == 1


def test_a_decision_over_content_that_has_changed_is_refused(cast, poem):
    round_ = sent_for_review(cast)
    poem.digest = "d2"
    with pytest.raises(Conflict):
        decide(cast.head_a, review_round=round_, decision=say(Verdict.APPRAISE))


def test_two_open_rounds_over_one_subject_cannot_be(cast, poem):
    sent_for_review(cast)
    with pytest.raises(Conflict):
        sent_for_review(cast)


def test_claiming_shows_who_is_on_it(cast, poem):
    round_ = sent_for_review(cast)
    claim_round(cast.head_a, review_round=round_)
    with pytest.raises(Conflict) as conflict:
        claim_round(cast.deputy_head_a, review_round=ReviewRound.objects.get(pk=round_.pk))
    assert cast.head_a.display_name in str(conflict.value)


def test_decisions_are_evidence(cast, poem):
    round_ = sent_for_review(cast)
    row = decide(cast.head_a, review_round=round_, decision=say(Verdict.APPRAISE))
    row.note = "khác"
    with pytest.raises(PermissionDenied):
        row.save()
    with pytest.raises(PermissionDenied):
        row.delete()
    with pytest.raises(PermissionDenied):
        ReviewDecision.objects.update(note="khác")
    last = decide(cast.principal_a, review_round=round_, decision=say(Verdict.APPROVE))
    assert last.previous_hash == row.entry_hash
    stored = ReviewDecision.objects.get(pk=row.pk)
    assert entry_hash(stored) == stored.entry_hash


def test_nobody_decides_two_steps_of_one_round(cast, poem):
    """The head has appraised and is the principal's delegate: somebody else approves."""
    Delegation.objects.create(
        from_user=cast.principal_a,
        to_user=cast.head_a,
        unit=cast.school_a,
        role=Role.PRINCIPAL,
        reason="đi họp",
        valid_from=timezone.localdate(),
        valid_to=timezone.localdate() + timedelta(days=3),
    )
    review_round = sent_for_review(cast)
    decide(cast.head_a, review_round=review_round, decision=Decision(Verdict.APPRAISE, "d1"))
    assert not ReviewRound.objects.waiting_for(as_viewer(cast.head_a)).exists()
    with pytest.raises((NotAllowed, Conflict)):
        decide(cast.head_a, review_round=review_round, decision=Decision(Verdict.APPROVE, "d1"))
    decide(cast.principal_a, review_round=review_round, decision=Decision(Verdict.APPROVE, "d1"))


def test_a_principal_who_appraised_leaves_the_approval_to_the_vice_principal(cast, poem):
    Membership.objects.create(
        user=cast.principal_a, unit=cast.maths_a, role=Role.HEAD, valid_from=timezone.localdate()
    )
    review_round = sent_for_review(cast)
    decide(cast.principal_a, review_round=review_round, decision=Decision(Verdict.APPRAISE, "d1"))
    assert ReviewRound.objects.waiting_for(as_viewer(cast.vice_principal_a)).exists()
    decide(cast.vice_principal_a, review_round=review_round, decision=Decision(Verdict.APPROVE, "d1"))
