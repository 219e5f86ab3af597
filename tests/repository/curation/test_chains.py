"""A school's own chain of review: who sets it, what an open round keeps, and two windows that never overwrite each other."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from config.errors import Conflict, NotAllowed, Refused
from repository.curation import chains
from repository.curation.chains import Step, chain_for, drop_chain, set_chain
from repository.curation.deciding import DECIDING
from repository.curation.models import ReviewStep, RoundState, Verdict
from repository.curation.reference import load_steps
from repository.curation.services import decide
from repository.organisations.models import Role
from tests.cast import client_of, staff
from tests.factories.chains import HEAD, LIBRARIAN, PRINCIPAL, chain, delegate, leave, names, step_of
from tests.factories.review import KIND, say, sent_for_review


def test_new_hand_ins_go_through_the_schools_own_steps(cast, poem):
    assert chain(cast, HEAD, LIBRARIAN, PRINCIPAL)
    review_round = sent_for_review(cast)
    decide(cast.head_a, review_round=review_round, decision=say(Verdict.APPRAISE))
    assert names(DECIDING.people(review_round)) == {"librarian_a"}
    row = decide(cast.librarian_a, review_round=review_round, decision=say(Verdict.APPRAISE))
    assert (row.acting_role, row.step_label) == (Role.LIBRARIAN, "Thư viện xem")
    decide(cast.principal_a, review_round=review_round, decision=say(Verdict.APPROVE))
    review_round.refresh_from_db()
    assert review_round.state == RoundState.APPROVED


def test_an_open_round_keeps_the_steps_it_was_handed_in_under(cast, poem):
    before, late = sent_for_review(cast, subject_id="p1"), sent_for_review(cast, subject_id="p2")
    chain(cast, LIBRARIAN, PRINCIPAL)
    chain(cast, PRINCIPAL)
    assert names(DECIDING.people(before)) == {"head_a", "deputy_head_a"}
    decide(cast.head_a, review_round=before, decision=say(Verdict.APPRAISE))
    assert (step_of(before), step_of(late)) == ("approve", "appraise")
    drop_chain(cast.principal_a, unit=cast.school_a, kind=KIND, base=chain_for(KIND, cast.school_a).base)
    decide(cast.principal_a, review_round=before, decision=say(Verdict.APPROVE))
    assert poem.events == ["appraised", "approved"]
    decide(cast.deputy_head_a, review_round=late, decision=say(Verdict.APPRAISE))
    assert step_of(late) == "approve"


def test_the_house_changes_its_chain_and_schools_with_their_own_keep_theirs(cast, poem):
    chain(cast, PRINCIPAL)
    waiting = sent_for_review(cast, subject_id="p1")
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


def test_a_chain_of_one_kind_is_none_for_another(cast, poem):
    chain(cast, LIBRARIAN, PRINCIPAL, kind="question")
    assert [step.label for step in chain_for("question", cast.school_a).steps] == [
        "Thư viện xem",
        "Hiệu trưởng duyệt",
    ]
    assert [step.label for step in chain_for(KIND, cast.school_a).steps] == ["appraise", "approve"]
    assert not chain_for(KIND, cast.school_a).is_own


def test_a_round_goes_on_along_the_steps_of_its_own_kind(cast, poem):
    """The house's default chains have no name of their own: between the poem's two steps stands one of another kind."""
    between = {
        "order": 15,
        "code": "appraise",
        "role": Role.LIBRARIAN,
        "label_vi": "Khác",
        "label_en": "Other",
    }
    ReviewStep.objects.create(kind="elsewhere", **between)
    review_round = sent_for_review(cast)
    decide(cast.head_a, review_round=review_round, decision=say(Verdict.APPRAISE))
    assert step_of(review_round) == "approve"


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
    first, second = sent_for_review(cast, subject_id="p1"), sent_for_review(cast, subject_id="p2")
    decide(cast.head_a, review_round=second, decision=say(Verdict.APPRAISE))
    chain(cast, LIBRARIAN, PRINCIPAL)
    import_module("repository.curation.migrations.0003_way_back").to_the_chain_in_force(apps, None)
    assert (step_of(first), step_of(second)) == ("Thư viện xem", "Hiệu trưởng duyệt")
    assert not ReviewStep.objects.filter(ended_at__isnull=False).exists()
