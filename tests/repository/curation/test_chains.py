"""A school's own chain of review: who sets it, what an open round keeps, who decides, and that nothing waits in silence."""

from __future__ import annotations

import itertools
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.audit.models import AuditEntry
from config.errors import Conflict, NotAllowed, Refused
from config.notices.models import Notice
from media.files.delivery import FILE_GUARDS
from repository.catalogue.covers import DRAFT_GUARD
from repository.curation import chains
from repository.curation.chains import ROLES, Step, chain_for, drop_chain, set_chain
from repository.curation.deciders import STUCK, can_be_decided, deciders_of, look_after_open_rounds
from repository.curation.models import ReviewRound, ReviewStep, RoundState, Verdict
from repository.curation.policies import acting_role, may_decide
from repository.curation.reference import load_steps
from repository.curation.services import decide
from repository.organisations.models import Delegation, Membership, Role
from tests.cast import as_viewer, client_of, staff
from tests.factories.catalogue import judge, round_of, submitted
from tests.factories.review import KIND, hand_in, say

HEAD = Step("appraise", Role.HEAD, "Tổ chuyên môn thẩm định")
LIBRARIAN = Step("appraise", Role.LIBRARIAN, "Thư viện xem", days=2)
NUMBERS = itertools.count()
PRINCIPAL = Step("approve", Role.PRINCIPAL, "Hiệu trưởng duyệt")


def chain(cast, *steps, actor=None, unit="school_a", kind=KIND):
    place = getattr(cast, unit) if unit else None
    return set_chain(
        actor or cast.principal_a, unit=place, kind=kind, base=chain_for(kind, place).base, steps=steps
    )


def leave(*people, role=None):
    held = Membership.objects.filter(user__in=people)
    (held.filter(role=role) if role else held).update(valid_to=timezone.localdate() - timedelta(days=1))


def delegate(giver, to, unit, role):
    today = timezone.localdate()
    return Delegation.objects.create(
        from_user=giver, to_user=to, unit=unit, role=role, reason="đi họp", valid_from=today, valid_to=today
    )


def names(people):
    return {person.username for person in people}


def step_of(review_round):
    review_round.refresh_from_db()
    return review_round.step.label_vi if review_round.step else ""


# Setting a chain


def test_new_hand_ins_go_through_the_schools_own_steps(cast, poem):
    assert chain(cast, HEAD, LIBRARIAN, PRINCIPAL)
    review_round = hand_in(cast)
    decide(cast.head_a, review_round=review_round, decision=say(Verdict.APPRAISE))
    assert names(deciders_of(review_round)) == {"librarian_a"}
    row = decide(cast.librarian_a, review_round=review_round, decision=say(Verdict.APPRAISE))
    assert (row.acting_role, row.step_label) == (Role.LIBRARIAN, "Thư viện xem")
    decide(cast.principal_a, review_round=review_round, decision=say(Verdict.APPROVE))
    review_round.refresh_from_db()
    assert review_round.state == RoundState.APPROVED


def test_an_open_round_keeps_the_steps_it_was_handed_in_under(cast, poem):
    before, late = hand_in(cast, subject_id="p1"), hand_in(cast, subject_id="p2")
    chain(cast, LIBRARIAN, PRINCIPAL)
    chain(cast, PRINCIPAL)
    assert names(deciders_of(before)) == {"head_a", "deputy_head_a"}
    decide(cast.head_a, review_round=before, decision=say(Verdict.APPRAISE))
    assert (step_of(before), step_of(late)) == ("approve", "appraise")
    drop_chain(cast.principal_a, unit=cast.school_a, kind=KIND, base=chain_for(KIND, cast.school_a).base)
    decide(cast.principal_a, review_round=before, decision=say(Verdict.APPROVE))
    assert poem.events == ["step", "approve"]
    decide(cast.deputy_head_a, review_round=late, decision=say(Verdict.APPRAISE))
    assert step_of(late) == "approve"


def test_the_house_changes_its_chain_and_schools_with_their_own_keep_theirs(cast, poem):
    chain(cast, PRINCIPAL)
    waiting = hand_in(cast, subject_id="p1")
    chain(cast, LIBRARIAN, PRINCIPAL, actor=cast.administrator, unit=None)
    assert [step.label for step in chain_for(KIND, cast.school_a).steps] == ["Hiệu trưởng duyệt"]
    assert [step.role for step in chain_for(KIND, cast.school_b).steps] == ["librarian", "principal"]
    assert step_of(waiting) == "Hiệu trưởng duyệt"


def test_the_chain_a_city_has_made_is_not_put_back_by_the_reference_data(cast):
    chain(cast, PRINCIPAL, actor=cast.administrator, unit=None, kind="material")
    assert load_steps() == 0
    assert [step.label for step in chain_for("material", cast.school_a).steps] == ["Hiệu trưởng duyệt"]
    ReviewStep.objects.filter(kind="question").delete()
    assert load_steps() == 2


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [HEAD],
        [PRINCIPAL, HEAD],
        [PRINCIPAL, PRINCIPAL],
        [HEAD, Step("approve", Role.PRINCIPAL, "Duyệt", optional=True)],
        [Step("approve", Role.PRINCIPAL, " \u200b ")],
        [Step("approve", Role.PUPIL, "Duyệt")],
        [Step("return", Role.PRINCIPAL, "Duyệt")],
        [Step("approve", Role.PRINCIPAL, "Duyệt", days=0)],
        [HEAD] * chains.MOST_STEPS + [PRINCIPAL],
    ],
)
def test_a_chain_that_decides_nothing_is_refused_in_words(cast, poem, steps):
    with pytest.raises(Refused) as refusal:
        chain(cast, *steps)
    assert len(str(refusal.value)) > 20
    assert not chain_for(KIND, cast.school_a).is_own


@pytest.mark.parametrize(
    "who",
    ["teacher_a", "head_a", "librarian_a", "principal_b", "city_officer", "inspector", "pupil_a", "delegate"],
)
def test_only_leaders_and_administrators_set_a_chain(cast, poem, who):
    if who == "delegate":
        delegate(cast.principal_a, cast.colleague_a, cast.school_a, Role.PRINCIPAL)
    actor = cast.people.get(who, cast.colleague_a)
    with pytest.raises(NotAllowed):
        chain(cast, PRINCIPAL, actor=actor)
    assert client_of(actor).get(reverse("unit_chains", args=[cast.school_a.public_id])).status_code in {
        403,
        404,
    }


def test_a_principal_who_left_yesterday_sets_nothing_and_the_house_belongs_to_its_administrators(cast, poem):
    with pytest.raises(NotAllowed):
        chain(cast, PRINCIPAL, unit=None)
    assert chain(cast, PRINCIPAL, actor=cast.vice_principal_a)
    assert chain(cast, LIBRARIAN, PRINCIPAL, actor=cast.administrator)
    school_admin = staff("qt.a", "Quản Trị A", (cast.school_a, Role.ADMINISTRATOR))
    with pytest.raises(NotAllowed):
        chain(cast, PRINCIPAL, actor=school_admin, unit=None)
    leave(cast.principal_a)
    with pytest.raises(NotAllowed):
        chain(cast, PRINCIPAL)


# Two windows


def test_the_second_of_two_windows_is_told_and_overwrites_nothing(cast, poem):
    seen = chain_for(KIND, cast.school_a).base
    set_chain(cast.principal_a, unit=cast.school_a, kind=KIND, base=seen, steps=[PRINCIPAL])
    with pytest.raises(Conflict):
        set_chain(cast.administrator, unit=cast.school_a, kind=KIND, base=seen, steps=[LIBRARIAN, PRINCIPAL])
    with pytest.raises(Conflict):
        drop_chain(cast.administrator, unit=cast.school_a, kind=KIND, base=seen)
    assert chain_for(KIND, cast.school_a).plan == [PRINCIPAL]


def test_whoever_loses_the_race_at_the_database_is_told_too(cast, poem, monkeypatch):
    """Both have read the same chain before either wrote."""
    chain(cast, PRINCIPAL)
    read = chain_for(KIND, cast.school_a)
    chain(cast, LIBRARIAN, PRINCIPAL)
    monkeypatch.setattr(chains, "chain_for", lambda kind, unit: read)
    with pytest.raises(Conflict):
        set_chain(cast.administrator, unit=cast.school_a, kind=KIND, base=read.base, steps=[HEAD, PRINCIPAL])
    none = chains.Chain(tuple(ReviewStep.objects.own(None, KIND)), is_own=False)
    monkeypatch.setattr(chains, "chain_for", lambda kind, unit: none)
    with pytest.raises(Conflict):
        set_chain(cast.administrator, unit=cast.school_a, kind=KIND, base=none.base, steps=[HEAD, PRINCIPAL])
    monkeypatch.undo()
    assert [step.label for step in chain_for(KIND, cast.school_a).steps] == [
        "Thư viện xem",
        "Hiệu trưởng duyệt",
    ]


def test_the_way_back_of_the_migration_leaves_no_round_at_an_ended_step(cast, poem):
    chain(cast, HEAD, PRINCIPAL)
    first, second = hand_in(cast, subject_id="p1"), hand_in(cast, subject_id="p2")
    decide(cast.head_a, review_round=second, decision=say(Verdict.APPRAISE))
    chain(cast, LIBRARIAN, PRINCIPAL)
    import_module("repository.curation.migrations.0003_way_back").to_the_chain_in_force(apps, None)
    assert (step_of(first), step_of(second)) == ("Thư viện xem", "Hiệu trưởng duyệt")
    assert not ReviewStep.objects.filter(ended_at__isnull=False).exists()


# Who decides


def test_rights_are_those_of_today_for_every_role(cast, poem):
    chain(cast, LIBRARIAN, PRINCIPAL)
    review_round = hand_in(cast)
    leave(cast.librarian_a)
    new = staff("tv.moi", "Thư Viện Mới", (cast.school_a, Role.LIBRARIAN))
    assert names(deciders_of(review_round)) == {"tv.moi"}
    assert not may_decide(as_viewer(cast.librarian_a), review_round)
    assert not may_decide(as_viewer(cast.librarian_b), review_round)
    decide(new, review_round=review_round, decision=say(Verdict.APPRAISE))


def test_a_teacher_of_any_group_of_the_school_may_hold_a_step_and_nobody_of_another_school(cast, poem):
    chain(cast, Step("appraise", Role.TEACHER, "Đồng nghiệp đọc"), PRINCIPAL)
    review_round = hand_in(cast)
    assert names(deciders_of(review_round)) == {"colleague_a", "head_a", "deputy_head_a"}
    row = decide(cast.colleague_a, review_round=review_round, decision=say(Verdict.APPRAISE))
    assert row.acting_role == Role.TEACHER


def test_a_head_who_left_yesterday_stops_nothing(cast, poem):
    review_round = hand_in(cast)
    leave(cast.head_a, cast.deputy_head_a)
    assert names(deciders_of(review_round)) == {"vice_principal_a"}
    row = decide(cast.vice_principal_a, review_round=review_round, decision=say(Verdict.APPRAISE))
    assert row.acting_role == Role.VICE_PRINCIPAL


def test_an_account_that_was_closed_holds_no_post(cast, poem):
    review_round = hand_in(cast)
    for person in (cast.head_a, cast.deputy_head_a):
        person.is_active = False
        person.save()
    assert names(deciders_of(review_round)) == {"vice_principal_a"}


def test_the_vice_principal_stands_in_for_the_librarians_own_work_and_the_principal_for_the_vice_principal(
    cast, poem
):
    chain(cast, LIBRARIAN, Step("appraise", Role.VICE_PRINCIPAL, "Phó hiệu trưởng xem"), PRINCIPAL)
    review_round = hand_in(cast, author=cast.librarian_a, in_group=False)
    assert names(deciders_of(review_round)) == {"vice_principal_a"}
    decide(cast.vice_principal_a, review_round=review_round, decision=say(Verdict.APPRAISE))
    assert names(deciders_of(review_round)) == {"principal_a"}


def test_the_log_names_the_principal_when_the_vice_principal_decides_as_delegate(cast, poem):
    chain(cast, PRINCIPAL)
    delegate(cast.principal_a, cast.vice_principal_a, cast.school_a, Role.PRINCIPAL)
    others, own = hand_in(cast, subject_id="p1"), hand_in(cast, subject_id="p2", author=cast.principal_a)
    assert acting_role(as_viewer(cast.vice_principal_a), others).acting_for == cast.principal_a.pk
    assert acting_role(as_viewer(cast.vice_principal_a), own).acting_for is None


def test_without_a_subject_group_the_heads_steps_are_left_out_wherever_they_stand(cast, poem):
    chain(cast, LIBRARIAN, HEAD, PRINCIPAL)
    review_round = hand_in(cast, author=cast.principal_a, in_group=False)
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


# Nothing waits in silence


def test_a_step_that_nobody_can_decide_is_told_to_the_author_and_the_leaders(cast, poem):
    leave(cast.vice_principal_a, cast.librarian_a)
    chain(cast, LIBRARIAN, PRINCIPAL)
    review_round = hand_in(cast)
    told = Notice.objects.filter(kind=STUCK)
    assert set(told.values_list("recipient__username", flat=True)) == {"teacher_a", "principal_a"}
    assert "Thư viện xem" in told[0].text
    assert review_round.public_id


def test_an_optional_step_is_passed_over_when_nobody_can_decide_it(cast, poem):
    leave(cast.vice_principal_a, cast.librarian_a)
    chain(cast, Step("appraise", Role.LIBRARIAN, "Thư viện xem", optional=True), PRINCIPAL)
    review_round = hand_in(cast)
    assert step_of(review_round) == "Hiệu trưởng duyệt"
    assert names(deciders_of(review_round)) == {"principal_a"}
    assert AuditEntry.objects.filter(verb="review.skip", details__step="Thư viện xem").exists()


def test_an_optional_step_waits_for_whoever_can_decide_it(cast, poem):
    chain(cast, Step("appraise", Role.LIBRARIAN, "Thư viện xem", optional=True), PRINCIPAL)
    assert step_of(hand_in(cast)) == "Thư viện xem"


def test_the_sweep_finds_rounds_that_lost_their_deciders_and_says_so_once_a_week(cast, poem):
    review_round = hand_in(cast)
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
    hand_in(cast)
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
    review_round = hand_in(
        cast,
        author=author,
        editors=data.draw(st.sets(st.sampled_from(people), max_size=2)),
        subject_id=f"p{next(NUMBERS)}",
        in_group=data.draw(st.booleans()),
    )
    chain(cast, PRINCIPAL, actor=cast.administrator) if cast.administrator not in gone else None
    while review_round.state == RoundState.OPEN:
        deciders = names(deciders_of(review_round))
        assert deciders == names(one for one in people if may_decide(as_viewer(one), review_round))
        assert can_be_decided(review_round) == bool(deciders)
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


# The pages


def page_of(cast, kind="material"):
    return reverse("unit_chain", args=[cast.school_a.public_id, kind])


def sent(steps, base, act="save"):
    fields = {"base": base, "rows": len(steps), "act": act}
    for at, step in enumerate(steps):
        row = {f"s{at}-{name}": value for name, value in vars(step).items() if name != "optional"}
        fields |= row | ({f"s{at}-optional": "on"} if step.optional else {})
    return fields


def test_the_principal_gets_there_by_links_and_changes_the_chain(cast):
    principal = client_of(cast.principal_a)
    school = reverse("unit_detail", args=[cast.school_a.public_id])
    overview = reverse("unit_chains", args=[cast.school_a.public_id])
    assert overview in principal.get(school).content.decode()
    assert overview not in client_of(cast.teacher_a).get(school).content.decode()
    shown = principal.get(overview).content.decode()
    assert page_of(cast) in shown
    assert page_of(cast, "question") in shown
    assert cast.principal_a.display_name in shown
    base = chain_for("material", cast.school_a).base
    answer = principal.post(page_of(cast), sent([HEAD, LIBRARIAN, PRINCIPAL], base))
    assert (answer.status_code, answer["Location"]) == (302, overview)
    shown = principal.get(overview).content.decode()
    assert "Thư viện xem" in shown
    assert "Người đã đổi" in shown
    [entry] = AuditEntry.objects.filter(verb="chain.change")
    assert (entry.actor, len(entry.details["after"])) == (cast.principal_a, 3)


def test_rows_move_and_nothing_is_stored_before_it_is_put_in_force(cast):
    principal, base = client_of(cast.principal_a), chain_for("material", cast.school_a).base
    for act, expected in (
        ("up-1", ["Thư viện xem", "Tổ chuyên môn thẩm định", "Hiệu trưởng duyệt"]),
        ("down-0", ["Thư viện xem", "Tổ chuyên môn thẩm định", "Hiệu trưởng duyệt"]),
        ("remove-0", ["Thư viện xem", "Hiệu trưởng duyệt"]),
        ("add", ["Tổ chuyên môn thẩm định", "Thư viện xem", "Hiệu trưởng duyệt", None]),
        ("", ["Tổ chuyên môn thẩm định", "Thư viện xem", "Hiệu trưởng duyệt"]),
        ("up-99", ["Tổ chuyên môn thẩm định", "Thư viện xem", "Hiệu trưởng duyệt"]),
        ("remove-x", ["Tổ chuyên môn thẩm định", "Thư viện xem", "Hiệu trưởng duyệt"]),
    ):
        answer = principal.post(page_of(cast), sent([HEAD, LIBRARIAN, PRINCIPAL], base, act))
        assert answer.status_code == 200
        assert [row["label_vi"].value() for row in answer.context["form"].rows] == expected
    assert not chain_for("material", cast.school_a).is_own


def test_the_page_refuses_in_words_and_keeps_what_was_typed(cast):
    principal, base = client_of(cast.principal_a), chain_for("material", cast.school_a).base
    for steps in ([HEAD], [], [Step("approve", "principal", "")], [Step("approve", "vua", "Duyệt")]):
        answer = principal.post(page_of(cast), sent(steps, base))
        assert answer.status_code == 422
        assert len(answer.context["form"].rows) == len(steps)
        assert answer.context["problem"] in answer.content.decode()


def test_the_page_of_the_second_window_shows_both_chains_and_saving_again_chooses(cast):
    seen = chain_for("material", cast.school_a).base
    client_of(cast.vice_principal_a).post(page_of(cast), sent([PRINCIPAL], seen))
    principal = client_of(cast.principal_a)
    moved = principal.post(page_of(cast), sent([HEAD, LIBRARIAN, PRINCIPAL], seen, "up-1"))
    assert moved.context["base"] == seen
    answer = principal.post(page_of(cast), sent([HEAD, LIBRARIAN, PRINCIPAL], seen))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert cast.vice_principal_a.display_name in shown
    assert "Thư viện xem" in shown
    assert chain_for("material", cast.school_a).plan == [PRINCIPAL]
    again = principal.post(page_of(cast), sent([HEAD, LIBRARIAN, PRINCIPAL], answer.context["base"]))
    assert again.status_code == 302
    assert len(chain_for("material", cast.school_a).steps) == 3


def test_back_to_the_common_chain_and_an_earlier_one_again(cast):
    principal = client_of(cast.principal_a)
    chain(cast, PRINCIPAL, kind="material")
    mark = chain_for("material", cast.school_a).steps[0].chain
    drop = reverse("unit_chain_drop", args=[cast.school_a.public_id, "material"])
    assert principal.post(drop, {"base": "own.veraltet"}).status_code == 409
    assert principal.post(drop, {"base": f"own.{mark}"}).status_code == 302
    assert not chain_for("material", cast.school_a).is_own
    assert principal.post(drop, {"base": chain_for("material", cast.school_a).base}).status_code == 409
    offered = principal.get(page_of(cast) + f"?tu={mark}").context["form"].rows
    assert [row["label_vi"].value() for row in offered] == ["Hiệu trưởng duyệt"]


def test_what_holds_already_makes_no_chain_of_ones_own(cast):
    standing = chain_for("material", cast.school_a)
    answer = client_of(cast.principal_a).post(page_of(cast), sent(standing.plan, standing.base))
    assert answer.status_code == 302
    assert not chain_for("material", cast.school_a).is_own
    assert not AuditEntry.objects.filter(verb="chain.change").exists()


def test_the_page_says_which_step_nobody_can_decide_today(cast):
    principal, overview = client_of(cast.principal_a), reverse("unit_chains", args=[cast.school_a.public_id])
    leave(cast.head_a, cast.deputy_head_a)
    shown = principal.get(overview).content.decode()
    assert "Tổ Toán" in shown
    assert "Phó hiệu trưởng quyết định thay" in shown
    leave(cast.vice_principal_a)
    assert "Hôm nay chưa có ai quyết định được bước này" in principal.get(overview).content.decode()


def test_the_common_chain_is_reached_from_the_root_and_by_its_administrators_only(cast):
    administrator = client_of(cast.administrator)
    root = administrator.get(reverse("unit_detail", args=[cast.city.public_id])).content.decode()
    assert reverse("house_chains") in root
    assert administrator.get(reverse("house_chains")).status_code == 200
    base = chain_for("material", None).base
    address = reverse("house_chain", args=["material"])
    assert administrator.post(address, sent([LIBRARIAN, PRINCIPAL], base)).status_code == 302
    assert len(chain_for("material", cast.school_b).steps) == 2
    school_admin = staff("qt.a", "Quản Trị A", (cast.school_a, Role.ADMINISTRATOR))
    assert client_of(school_admin).get(address).status_code == 404
    assert client_of(cast.principal_a).get(address).status_code == 403
    assert administrator.get(reverse("house_chain", args=["khong-co"])).status_code == 404
    group = reverse("unit_chains", args=[cast.maths_a.public_id])
    assert administrator.get(group).status_code == 404


def test_rows_that_the_device_fills_again_stand_there_after_signing_in(cast):
    answer = client_of(cast.principal_a).get(page_of(cast) + "?dong=4")
    assert len(answer.context["form"].rows) == 4
    for odd in ("99", "-1", "x", "9"):
        assert client_of(cast.principal_a).get(page_of(cast) + f"?dong={odd}").status_code == 200
