"""Every kind of reviewed work lives the same life: each act, the states it leaves, and what a window of before may do.

A kind falls under these by being registered as reviewable; `tests/factories/works.py` needs to know how one is made.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest
from django.db import connection, connections, transaction
from django.db.models.query import QuerySet
from django.urls import reverse
from django.utils import timezone

from config.audit.models import AuditEntry
from config.errors import Conflict, NotAllowed, Refused
from config.notices.words import NAMES
from repository.curation import lifecycle
from repository.curation.life import IN_REVIEW, Act, WorkState
from repository.curation.models import ReviewRound, RoundState, Verdict
from repository.curation.reviewable import REVIEWABLE
from repository.curation.services import withdraw_round
from tests.cast import as_viewer, client_of
from tests.factories.chains import leave
from tests.factories.works import MAKERS, Studio

REINSTATED = [key for key, kind in REVIEWABLE.items() if Act.REINSTATE in kind.life.rules]


@pytest.fixture(params=REVIEWABLE.keys())
def studio(request, cast):
    return Studio(request.param, cast)


def test_every_kind_is_made_here():
    assert set(MAKERS) == set(REVIEWABLE.keys())


def test_every_kind_stores_the_same_words_for_its_states(studio):
    states = {value for value, _label in studio.life.model._meta.get_field("state").choices}
    assert {*WorkState, studio.life.out_of_use} <= states
    assert studio.life.ended_by_edit <= states - IN_REVIEW


def test_every_act_but_putting_back_into_use_has_a_rule(studio):
    assert set(Act) - set(studio.life.rules) <= {Act.REINSTATE}


def test_it_goes_from_draft_to_approved_and_out_of_use(studio):
    work = studio.draft()
    assert work.state == "draft"
    studio.submit(work)
    assert studio.fresh(work).state == "submitted"
    studio.decide(work, studio.cast.head_a, Verdict.APPRAISE)
    assert studio.fresh(work).state == "appraised"
    studio.decide(work, studio.cast.principal_a, Verdict.APPROVE)
    assert studio.fresh(work).state == "approved"
    lifecycle.retire(studio.cast.librarian_a, work=work, reason=" Sai  chương trình ")
    assert studio.fresh(work).state == studio.life.out_of_use
    entry = AuditEntry.objects.get(subject=work.subject_key, verb=studio.life.verb(Act.RETIRE))
    assert entry.details["reason"] == "Sai chương trình"


def test_it_is_returned_edited_and_handed_in_again(studio):
    work = studio.submitted()
    studio.decide(work, studio.cast.head_a, Verdict.RETURN, "Trang 3 sai đơn vị")
    assert studio.fresh(work).state == "returned"
    studio.edit(studio.fresh(work))
    studio.submit(studio.fresh(work))
    assert studio.fresh(work).state == "submitted"


def test_a_second_click_finds_the_round_of_the_first(studio):
    work = studio.draft()
    assert studio.submit(work) == studio.submit(work)


def test_notices_call_it_by_its_name_only_to_who_may_see_it(studio):
    cast = studio.cast
    everybody = [None, *cast.people.values()]

    def named(work):
        told = {person: NAMES[studio.kind](as_viewer(person), [work.public_id]) for person in everybody}
        assert all(set(names) <= {work.public_id} for names in told.values())
        return {person.username for person, names in told.items() if names.get(work.public_id)}

    assert named(studio.draft()) == {"teacher_a"}
    assert named(studio.binned()) == set()
    work = studio.submitted()
    assert {"teacher_a", "head_a", "principal_a"} <= named(work)
    assert not named(work) & {"teacher_b", "head_b", "colleague_a", "pupil_a", "administrator"}
    studio.approve(work)
    assert "colleague_a" in named(work) and not named(work) & {"teacher_b", "pupil_a", "administrator"}
    leave(cast.teacher_a, cast.head_a)
    assert not named(work) & {"teacher_a", "head_a"}


@pytest.mark.parametrize("deed", ["take_back", "edit", "withdraw", "bin"])
def test_what_was_handed_in_comes_back_and_says_so_once(studio, deed):
    work = studio.submitted()
    author, review_round, before = studio.cast.teacher_a, studio.open_round(work), work.change_number
    {
        "take_back": lambda: lifecycle.take_back(author, work=work),
        "edit": lambda: studio.edit(work),
        "withdraw": lambda: withdraw_round(author, review_round=review_round),
        "bin": lambda: lifecycle.move_to_bin(author, work=work),
    }[deed]()
    review_round.refresh_from_db()
    after = studio.fresh(work)
    assert (review_round.state, after.state) == (RoundState.WITHDRAWN, "draft")
    assert after.change_number > before
    assert AuditEntry.objects.filter(subject=work.subject_key, verb="review.withdraw").count() == 1


def test_an_edit_of_what_was_approved_makes_a_draft_of_it(studio):
    work = studio.approved()
    studio.edit(work)
    assert studio.fresh(work).state == "draft"


def test_the_bin_and_the_way_back(studio):
    work, author = studio.binned(), studio.cast.teacher_a
    assert work.deleted_at
    with pytest.raises(NotAllowed):
        lifecycle.restore_from_bin(studio.cast.colleague_a, work=work)
    for _click in range(2):
        lifecycle.restore_from_bin(author, work=work)
    assert studio.fresh(work).deleted_at is None
    assert AuditEntry.objects.filter(verb=studio.life.verb(Act.RESTORE)).count() == 1


def test_the_bin_is_emptied_after_its_days(studio):
    work, young = studio.binned(), studio.binned()
    studio.life.put(work, deleted_at=timezone.now() - timezone.timedelta(days=31))
    assert lifecycle.empty_bin(studio.kind) == 1
    left = studio.life.model._default_manager.values_list("pk", flat=True)
    assert work.pk not in left and young.pk in left
    with pytest.raises(Conflict):  # a window that still shows it
        lifecycle.restore_from_bin(studio.cast.teacher_a, work=work)


def test_the_page_of_a_round_outlives_what_was_sent(studio):
    work = studio.submitted()
    review_round = ReviewRound.objects.get(subject_id=work.public_id)
    studio.decide(work, studio.cast.head_a, Verdict.RETURN, "Trang 3 sai đơn vị")
    lifecycle.move_to_bin(studio.cast.teacher_a, work=studio.fresh(work))
    studio.life.put(work, deleted_at=timezone.now() - timezone.timedelta(days=31))
    lifecycle.empty_bin(studio.kind)
    for person in (studio.cast.teacher_a, studio.cast.head_a):
        page = client_of(person).get(reverse("review", args=[review_round.public_id]))
        assert page.status_code == 200 and "Trang 3 sai đơn vị" in page.content.decode()
        late = client_of(person).post(
            reverse("review_decide", args=[review_round.public_id]), {"verdict": "return"}
        )
        assert 400 <= late.status_code < 500


def test_out_of_use_needs_a_reason_and_the_right_person_and_ends_an_open_hand_in(studio):
    work, librarian = studio.approved(), studio.cast.librarian_a
    studio.edit(work)
    studio.submit(studio.fresh(work))
    for stranger in (studio.cast.teacher_b, studio.cast.librarian_b, studio.cast.colleague_a):
        with pytest.raises(NotAllowed):
            lifecycle.retire(stranger, work=work, reason="không có quyền")
    with pytest.raises(Refused) as refusal:
        lifecycle.retire(librarian, work=work, reason=" ")
    assert refusal.value.code == "reason_missing"
    lifecycle.retire(librarian, work=work, reason="Sai chương trình")
    assert not ReviewRound.objects.open().exists()
    assert AuditEntry.objects.get(verb="review.withdraw").actor == librarian
    with pytest.raises(Refused):
        lifecycle.retire(librarian, work=work, reason="lần nữa")


@pytest.mark.parametrize("kind", REVIEWABLE.keys())
def test_back_into_use(cast, kind):
    studio = Studio(kind, cast)
    work = studio.retired()
    if kind not in REINSTATED:
        with pytest.raises(Refused):
            lifecycle.reinstate(cast.librarian_a, work=work)
        return
    for _click in range(2):
        lifecycle.reinstate(cast.librarian_a, work=work)
    assert studio.fresh(work).state == "approved"
    assert AuditEntry.objects.filter(verb=studio.life.verb(Act.REINSTATE)).count() == 1


def test_strangers_do_nothing_of_all_this(studio):
    work = studio.submitted()
    for act in (lifecycle.take_back, lifecycle.move_to_bin, lifecycle.restore_from_bin, lifecycle.submit):
        for stranger in (studio.cast.teacher_b, studio.cast.colleague_a, studio.cast.pupil_a):
            with pytest.raises(NotAllowed):
                act(stranger, work=work)
    assert studio.fresh(work).state == "submitted"


# What a window shows may not be so any more: (how it stood in the window, what happened since, the act that follows).
def _bin(studio, work):
    lifecycle.move_to_bin(studio.cast.teacher_a, work=work)


def _retire(studio, work):
    lifecycle.retire(studio.cast.librarian_a, work=work, reason="Sai")


def _reason_again(studio, work):
    lifecycle.retire(studio.cast.principal_a, work=work, reason="Lần nữa")


STALE = {
    "bin of what was approved meanwhile": ("submitted", "approve", _bin),
    "sending what was binned meanwhile": ("draft", _bin, "submit"),
    "edit of what was binned meanwhile": ("draft", _bin, "edit"),
    "edit of what was taken out of use meanwhile": ("approved", _retire, "edit"),
    "sending what was taken out of use meanwhile": ("approved", _retire, "submit"),
    "taking out of use what was taken out of it meanwhile": ("approved", _retire, _reason_again),
    "bin of what was binned meanwhile": ("draft", _bin, _bin),
}


def _do(studio, deed, work):
    getattr(studio, deed)(work) if isinstance(deed, str) else deed(studio, work)


@pytest.mark.parametrize("case", STALE)
def test_an_act_judges_by_the_row_as_it_stands_not_by_the_window(studio, case):
    before, meanwhile, act = STALE[case]
    seen = getattr(studio, before)()
    _do(studio, meanwhile, studio.fresh(seen))
    stands = studio.fresh(seen)
    with pytest.raises(Refused):
        _do(studio, act, seen)
    after = studio.fresh(seen)
    assert (after.state, after.deleted_at) == (stands.state, stands.deleted_at)


ACTS = {
    "submit": ("draft", lambda studio, work: studio.submit(work)),
    "take back": ("submitted", lambda studio, work: lifecycle.take_back(studio.cast.teacher_a, work=work)),
    "withdraw": (
        "submitted",
        lambda studio, work: withdraw_round(studio.cast.teacher_a, review_round=studio.open_round(work)),
    ),
    "edit": ("submitted", lambda studio, work: studio.edit(work)),
    "appraise": (
        "submitted",
        lambda studio, work: studio.decide(work, studio.cast.head_a, Verdict.APPRAISE),
    ),
    "return": (
        "submitted",
        lambda studio, work: studio.decide(work, studio.cast.head_a, Verdict.RETURN, "Sửa giúp"),
    ),
    "bin": ("draft", _bin),
    "restore": ("binned", lambda studio, work: lifecycle.restore_from_bin(studio.cast.teacher_a, work=work)),
    "retire": ("approved", _retire),
}


@contextmanager
def _watched(life):
    """What happens to rows of the work and of rounds, in order: "lock" or the first word of a write."""
    seen, asked = [], QuerySet.select_for_update
    tables = (life.model._meta.db_table, ReviewRound._meta.db_table)

    def locking(self, *args, **kwargs):
        if self.model is life.model:
            seen.append("lock")
        return asked(self, *args, **kwargs)

    def note(execute, sql, params, many, context):
        word = sql.split(" ", 1)[0]
        if word in {"UPDATE", "INSERT", "DELETE"} and any(
            f'"{table}"' in sql.split(" SET ")[0] for table in tables
        ):
            seen.append(word)
        return execute(sql, params, many, context)

    with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(note):
        patch.setattr(QuerySet, "select_for_update", locking)
        yield seen


@pytest.mark.parametrize("act", ACTS)
def test_every_act_locks_the_work_before_it_writes_the_work_or_its_round(studio, act):
    """One order for all: an edit and a decision that took the two crosswise would wait for each other for ever."""
    before, deed = ACTS[act]
    work = getattr(studio, before)()
    with _watched(studio.life) as seen:
        deed(studio, work)
    assert seen[0] == "lock" and len(set(seen)) > 1, seen


@pytest.mark.servers("postgresql")  # SQLite lets one transaction write at a time, whatever is locked
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_waits_for_whoever_is_at_the_same_work(studio, act):
    before, deed = ACTS[act]
    work = getattr(studio, before)()
    done, failed = threading.Event(), []

    def act_elsewhere():
        try:
            deed(studio, work)
        except Exception as error:  # told below, in the thread of the test
            failed.append(error)
        finally:
            done.set()
            connections.close_all()

    other = threading.Thread(target=act_elsewhere, daemon=True)
    with transaction.atomic():
        assert studio.life.lock(work.public_id)
        other.start()
        assert not done.wait(0.5)
    assert done.wait(20)
    other.join(20)
    assert not failed
