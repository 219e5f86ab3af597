"""Putting a question into the school's bank: the same engine as for materials, publishing exactly what was frozen."""

from __future__ import annotations

import pytest
from django.urls import reverse

from config.errors import Conflict, NotAllowed, Refused
from config.notices.models import Notice
from questionbank.items.models import QuestionVersion
from questionbank.items.reading import key_in_force
from questionbank.items.services.banks import own_bank, school_bank
from questionbank.items.services.freezing import freeze_version, put_in_force, revise_key
from repository.curation import lifecycle
from repository.curation.models import Verdict
from repository.curation.services import Decision, decide
from tests.cast import client_of
from tests.factories.questions import (
    BODIES,
    fresh,
    judge,
    question,
    round_of,
    save,
    sent_for_review,
)


@pytest.fixture
def waiting(cast):
    return sent_for_review(cast.teacher_a, cast.school_a)


def test_head_appraises_principal_approves_and_it_stands_in_the_bank(cast, waiting):
    assert (waiting.state, waiting.subject_group) == ("submitted", cast.maths_a)
    appraised = judge(cast.head_a, waiting, Verdict.APPRAISE)
    assert appraised.state == "appraised"
    approved = judge(cast.principal_a, waiting, Verdict.APPROVE)
    assert approved.state == "approved"
    assert approved.bank == school_bank(cast.school_a)
    assert approved.published == approved.draft
    assert Notice.objects.filter(recipient=cast.teacher_a, kind="review.approved").exists()


def test_exactly_the_frozen_version_is_published(cast, waiting):
    version = waiting.draft
    assert version.is_frozen
    judge(cast.head_a, waiting, Verdict.APPRAISE)
    approved = judge(cast.principal_a, waiting, Verdict.APPROVE)
    save(cast.teacher_a, approved, body={**BODIES["multiple_choice"], "stem": "Mới"})
    assert fresh(approved).published == version
    assert fresh(approved).state == "draft"
    assert QuestionVersion.objects.get(pk=version.pk).body == version.body


def test_nobody_appraises_their_own_question(cast):
    row = sent_for_review(cast.head_a, cast.school_a)
    with pytest.raises(NotAllowed):
        judge(cast.head_a, row, Verdict.APPRAISE)


def test_whoever_wrote_into_it_does_not_decide_either(cast, waiting):
    judge(cast.head_a, waiting, Verdict.APPRAISE)
    row = judge(cast.principal_a, waiting, Verdict.APPROVE)
    save(cast.head_a, row, body={**BODIES["multiple_choice"], "stem": "Tổ trưởng sửa"})
    lifecycle.submit(cast.teacher_a, work=row, to=school_bank(cast.school_a))
    with pytest.raises(NotAllowed):
        judge(cast.head_a, row, Verdict.APPRAISE)


@pytest.mark.parametrize(
    "edit",
    [
        {"body": {**BODIES["multiple_choice"], "stem": "Khác"}},
        {"key": {"answer": "o1"}},
    ],
)
def test_an_edit_takes_the_hand_in_back_and_a_stale_decision_is_refused(cast, waiting, edit):
    review_round = round_of(waiting)
    save(cast.teacher_a, waiting, **edit)
    assert fresh(waiting).state == "draft"
    with pytest.raises(Refused):
        decide(
            cast.head_a, review_round=review_round, decision=Decision(Verdict.APPRAISE, review_round.digest)
        )


def test_a_corrected_key_takes_the_hand_in_back(cast, waiting):
    key = revise_key(cast.teacher_a, version=waiting.draft, key={"answer": "o1"}, reason="Sai đáp án")
    assert fresh(waiting).state == "submitted"  # nobody has approved the other key yet
    put_in_force(cast.head_a, key=key)
    assert fresh(waiting).state == "draft"


def test_returned_with_notes_on_fields(cast, waiting):
    anchors = [{"target": "field:body.options.1", "note": "Phương án này dễ gây hiểu nhầm"}]
    row = judge(cast.head_a, waiting, Verdict.RETURN, "Sửa giúp", anchors=anchors)
    assert (row.state, row.offered_to) == ("returned", None)
    page = client_of(cast.teacher_a).get(reverse("question", args=[row.public_id])).content.decode()
    assert "dễ gây hiểu nhầm" in page
    assert "body.options.1" not in page


def test_the_reviewer_reads_question_key_and_places_for_notes(cast, waiting):
    page = client_of(cast.head_a).get(reverse("review", args=[round_of(waiting).public_id]))
    text = page.content.decode()
    assert page.status_code == 200
    assert "<math" in text
    assert "Quy đồng mẫu số rồi cộng." in text
    for target in ("field:body.stem", "field:body.options.0", "field:body.options.3", "field:key.answer"):
        assert target in text


def test_a_second_hand_in_finds_the_first(cast, waiting):
    bank = school_bank(cast.school_a)
    assert lifecycle.submit(cast.teacher_a, work=waiting, to=bank) == round_of(waiting)


def test_what_was_approved_and_not_changed_is_not_sent_for_review_again(cast, in_bank):
    with pytest.raises(Refused) as refusal:
        lifecycle.submit(cast.teacher_a, work=in_bank, to=in_bank.bank)
    assert refusal.value.code == "unchanged"


@pytest.mark.parametrize("missing", ["subject", "grade", "level"])
def test_the_bank_needs_to_know_where_it_belongs(cast, missing):
    row = question(cast.teacher_a, **{missing: "" if missing == "level" else None})
    with pytest.raises(Refused) as refusal:
        lifecycle.submit(cast.teacher_a, work=row, to=school_bank(cast.school_a))
    assert refusal.value.code == "incomplete"


def test_other_schools_and_private_banks_take_no_rounds(cast):
    row = question(cast.teacher_a)
    for bank in (school_bank(cast.school_b), own_bank(cast.colleague_a)):
        with pytest.raises(NotAllowed):
            lifecycle.submit(cast.teacher_a, work=row, to=bank)


def test_an_open_hand_in_is_no_obstacle_to_the_bin(cast, waiting):
    lifecycle.move_to_bin(cast.teacher_a, work=waiting)
    assert round_of(waiting).state == "withdrawn"


def test_what_the_bank_holds_is_not_deleted_but_retired(cast, in_bank):
    with pytest.raises(NotAllowed):
        lifecycle.move_to_bin(cast.teacher_a, work=in_bank)
    with pytest.raises(NotAllowed):
        lifecycle.retire(cast.colleague_a, work=in_bank, reason="không thích")
    lifecycle.retire(cast.head_a, work=in_bank, reason="Sai chương trình")
    with pytest.raises(Conflict):
        lifecycle.retire(cast.head_a, work=in_bank, reason="lần nữa")
    with pytest.raises(Refused):
        freeze_version(cast.colleague_a, question=in_bank)


def test_colleagues_use_the_approved_version(cast, in_bank):
    save(cast.teacher_a, in_bank, body={**BODIES["multiple_choice"], "stem": "Đang viết"})
    version, key = freeze_version(cast.colleague_a, question=in_bank)
    assert version == in_bank.published
    assert key == key_in_force(in_bank.published)
    with pytest.raises(NotAllowed):
        freeze_version(cast.teacher_b, question=in_bank)


def test_the_bin_is_emptied_after_its_days(cast, settings):
    settings.BIN_DAYS = 0
    row, kept = question(cast.teacher_a), question(cast.teacher_a)
    freeze_version(cast.teacher_a, question=kept)
    for one in (row, kept):
        lifecycle.move_to_bin(cast.teacher_a, work=one)
    assert lifecycle.empty_bin("question") == 1
    assert not type(row).objects.filter(pk=row.pk).exists()
    assert type(row).objects.filter(pk=kept.pk).exists()
