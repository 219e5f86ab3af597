"""Who takes a hand-in back, who never finds their own work in the queue, and the chain of hashes behind the decisions."""

from __future__ import annotations

import pytest

from config.errors import NotAllowed
from repository.curation.deciding import DECIDING
from repository.curation.models import ReviewDecision, ReviewRound, RoundState, Verdict
from repository.curation.services import decide, entry_hash, withdraw_round
from tests.cast import as_viewer
from tests.factories.review import say, sent_for_review


def waiting_for(person):
    return list(ReviewRound.objects.waiting_for(as_viewer(person)))


def test_who_wrote_with_the_author_does_not_find_it_in_the_queue(cast, poem):
    alone = sent_for_review(cast, subject_id="p1")
    together = sent_for_review(cast, subject_id="p2", editors=[cast.head_a])
    assert waiting_for(cast.head_a) == [alone]
    assert set(waiting_for(cast.deputy_head_a)) == {alone, together}
    assert cast.head_a not in DECIDING.people(together)


def test_the_author_of_a_hand_in_does_not_find_it_in_the_queue(cast, poem):
    own = sent_for_review(cast, author=cast.head_a)
    own.editors.clear()
    assert waiting_for(cast.head_a) == []
    assert waiting_for(cast.deputy_head_a) == [own]


@pytest.mark.parametrize(
    "who", ["colleague_a", "head_a", "principal_a", "teacher_b", "librarian_a", "pupil_a"]
)
def test_nobody_else_takes_a_hand_in_back(cast, poem, who):
    review_round = sent_for_review(cast)
    with pytest.raises(NotAllowed):
        withdraw_round(getattr(cast, who), review_round=review_round)
    review_round.refresh_from_db()
    assert review_round.state == RoundState.OPEN
    assert poem.events == []


@pytest.mark.parametrize("who", ["teacher_a", "colleague_a"])
def test_the_author_and_who_wrote_with_them_take_it_back(cast, poem, who):
    review_round = sent_for_review(cast, editors=[cast.colleague_a])
    withdraw_round(getattr(cast, who), review_round=review_round)
    review_round.refresh_from_db()
    assert (review_round.state, review_round.step) == (RoundState.WITHDRAWN, None)
    assert poem.events == ["draft"]


CONTENT = {
    "step_code": "approve",
    "acting_role": "principal",
    "note": "khác",
    "anchors": [{"at": "title", "note": "x"}],
    "digest": "d2",
    "previous_hash": "f" * 64,
    "verdict": Verdict.RETURN,
}


@pytest.mark.parametrize("column", CONTENT)
def test_a_decision_that_was_changed_has_another_hash(cast, poem, column):
    row = decide(cast.head_a, review_round=sent_for_review(cast), decision=say(Verdict.APPRAISE))
    stored = ReviewDecision.objects.get(pk=row.pk)
    assert entry_hash(stored) == stored.entry_hash
    setattr(stored, column, CONTENT[column])
    assert entry_hash(stored) != stored.entry_hash


def test_the_hash_names_who_decided_and_for_whom(cast, poem):
    row = decide(cast.head_a, review_round=sent_for_review(cast), decision=say(Verdict.APPRAISE))
    for column, value in (("actor", cast.principal_a), ("acting_for", cast.principal_a)):
        stored = ReviewDecision.objects.get(pk=row.pk)
        setattr(stored, column, value)
        assert entry_hash(stored) != stored.entry_hash
