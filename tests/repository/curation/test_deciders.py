"""Who decides a step of a chain: rights are those of today, and somebody stands in for whoever left or wrote it."""

from __future__ import annotations

from django.urls import reverse

from media.files.delivery import FILE_GUARDS
from repository.catalogue.covers import DRAFT_GUARD
from repository.curation.chains import Step
from repository.curation.deciding import DECIDING
from repository.curation.models import ReviewRound, Verdict
from repository.curation.services import decide
from repository.organisations.models import Role
from tests.cast import as_viewer, client_of, staff
from tests.factories.catalogue import judge, round_of, submitted
from tests.factories.chains import HEAD, LIBRARIAN, PRINCIPAL, chain, delegate, leave, names, step_of
from tests.factories.review import say, sent_for_review


def test_rights_are_those_of_today_for_every_role(cast, poem):
    chain(cast, LIBRARIAN, PRINCIPAL)
    review_round = sent_for_review(cast)
    leave(cast.librarian_a)
    new = staff("tv.moi", "Thư Viện Mới", (cast.school_a, Role.LIBRARIAN))
    assert names(DECIDING.people(review_round)) == {"tv.moi"}
    assert not DECIDING.allows(as_viewer(cast.librarian_a), review_round)
    assert not DECIDING.allows(as_viewer(cast.librarian_b), review_round)
    decide(new, review_round=review_round, decision=say(Verdict.APPRAISE))


def test_a_teacher_of_any_group_of_the_school_may_hold_a_step_and_nobody_of_another_school(cast, poem):
    chain(cast, Step("appraise", Role.TEACHER, "Đồng nghiệp đọc"), PRINCIPAL)
    review_round = sent_for_review(cast)
    assert names(DECIDING.people(review_round)) == {"colleague_a", "head_a", "deputy_head_a"}
    row = decide(cast.colleague_a, review_round=review_round, decision=say(Verdict.APPRAISE))
    assert row.acting_role == Role.TEACHER


def test_a_head_who_left_yesterday_stops_nothing(cast, poem):
    review_round = sent_for_review(cast)
    leave(cast.head_a, cast.deputy_head_a)
    assert names(DECIDING.people(review_round)) == {"vice_principal_a"}
    row = decide(cast.vice_principal_a, review_round=review_round, decision=say(Verdict.APPRAISE))
    assert row.acting_role == Role.VICE_PRINCIPAL


def test_the_deputy_alone_decides_over_the_heads_own_work_and_the_vice_principal_over_what_both_wrote(
    cast, poem
):
    alone = sent_for_review(cast, author=cast.head_a, subject_id="p1")
    assert names(DECIDING.people(alone)) == {"deputy_head_a"}
    together = sent_for_review(cast, author=cast.head_a, editors=[cast.deputy_head_a], subject_id="p2")
    assert names(DECIDING.people(together)) == {"vice_principal_a"}
    assert list(DECIDING.among(as_viewer(cast.vice_principal_a), ReviewRound.objects.all())) == [together]


def test_an_account_that_was_closed_holds_no_post(cast, poem):
    review_round = sent_for_review(cast)
    for person in (cast.head_a, cast.deputy_head_a):
        person.is_active = False
        person.save()
    assert names(DECIDING.people(review_round)) == {"vice_principal_a"}


def test_the_vice_principal_stands_in_for_the_librarians_own_work_and_the_principal_for_the_vice_principal(
    cast, poem
):
    chain(cast, LIBRARIAN, Step("appraise", Role.VICE_PRINCIPAL, "Phó hiệu trưởng xem"), PRINCIPAL)
    review_round = sent_for_review(cast, author=cast.librarian_a, in_group=False)
    assert names(DECIDING.people(review_round)) == {"vice_principal_a"}
    decide(cast.vice_principal_a, review_round=review_round, decision=say(Verdict.APPRAISE))
    assert names(DECIDING.people(review_round)) == {"principal_a"}


def test_the_log_names_the_principal_when_the_vice_principal_decides_as_delegate(cast, poem):
    chain(cast, PRINCIPAL)
    delegate(cast.principal_a, cast.vice_principal_a, cast.school_a, Role.PRINCIPAL)
    others, own = (
        sent_for_review(cast, subject_id="p1"),
        sent_for_review(cast, subject_id="p2", author=cast.principal_a),
    )
    assert DECIDING.role_of(as_viewer(cast.vice_principal_a), others).acting_for == cast.principal_a.pk
    assert DECIDING.role_of(as_viewer(cast.vice_principal_a), own).acting_for is None


def test_without_a_subject_group_the_heads_steps_are_left_out_wherever_they_stand(cast, poem):
    chain(cast, LIBRARIAN, HEAD, PRINCIPAL)
    review_round = sent_for_review(cast, author=cast.principal_a, in_group=False)
    decide(cast.librarian_a, review_round=review_round, decision=say(Verdict.APPRAISE))
    assert step_of(review_round) == "Hiệu trưởng duyệt"


def test_whoever_decides_reads_what_they_decide_and_only_that_long(cast):
    chain(cast, Step("appraise", Role.TEACHER, "Đồng nghiệp đọc"), PRINCIPAL, kind="material")
    material = submitted(cast.teacher_a)
    page = reverse("review", args=[round_of(material).public_id])
    entry = material.draft.manifest.all()[0].public_id
    file = reverse("draft_file", args=[material.public_id, entry])
    colleague, stranger = client_of(cast.colleague_a), client_of(cast.teacher_b)
    assert material.title in colleague.get(page).content.decode()
    assert material.title in colleague.get(reverse("review_queue")).content.decode()
    assert reverse("review_queue") in colleague.get(reverse("home")).content.decode()
    assert (colleague.get(file).status_code, stranger.get(file).status_code) == (302, 404)
    assert FILE_GUARDS[DRAFT_GUARD](material.public_id, cast.colleague_a)
    judge(cast.colleague_a, material, Verdict.APPRAISE)
    assert not FILE_GUARDS[DRAFT_GUARD](material.public_id, cast.colleague_a)
    assert colleague.get(file).status_code == 404
