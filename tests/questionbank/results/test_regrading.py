"""A wrong key: proposed by one, looked at and decided by another, once; scores, totals and words follow."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from config.audit.models import AuditEntry
from config.errors import Conflict, NotAllowed, Refused
from config.notices.models import Notice
from questionbank.attempts.form_contents import form_content
from questionbank.attempts.models import Attempt, AttemptState, Guest, ItemScore, RegradeRun, ScoreSource
from questionbank.attempts.regrade import plan_regrade
from questionbank.attempts.services.grading import grade_waiting, mark_sheet, marks_of
from questionbank.attempts.services.regrading import (
    approve_regrade,
    catch_up,
    propose_regrade,
    refuse_regrade,
)
from questionbank.items.services.freezing import revise_key
from questionbank.papers.models import PaperSlot
from questionbank.quizzes.services.opening import release_results
from questionbank.results.services import correct_key
from tests.asking import post_and_answer
from tests.cast import client_of
from tests.factories.attempts import attempt_of
from tests.factories.quizzes import published_quiz

pytestmark = pytest.mark.django_db


def slot_of(school_class, rank: int = 0) -> PaperSlot:
    return PaperSlot.objects.select_related("part__paper", "version__question", "answer_key").get(
        public_id=school_class.slots[rank]
    )


def proposal(school_class, key=None, rank: int = 0) -> RegradeRun:
    """Teacher A says that another option was right."""
    key = key or {"answer": "o3", "solution": ""}
    return correct_key(
        school_class.cast.teacher_a, slot=slot_of(school_class, rank), key=key, reason="Nhầm đáp án"
    )


def test_a_proposal_changes_nothing_and_shows_who_gains_and_loses(school_class):
    loser = school_class.handed_in("o2", school_class.right(1))
    winner = school_class.handed_in("o3")
    school_class.handed_in("o1")
    run = proposal(school_class)
    plan = plan_regrade(run)
    assert (plan.marked, plan.gains, plan.losses, plan.unchanged) == (3, 1, 1, 1)
    assert [attempt_of(player).score for player in (loser, winner)] == [2, 0]
    assert slot_of(school_class).answer_key.number == 1


def test_a_second_person_approves_and_everything_follows(school_class):
    loser = school_class.handed_in("o2", school_class.right(1), name="Trần Ánh")
    winner = school_class.handed_in("o3", name="Lê Bình")
    same = school_class.handed_in("o1")
    release_results(school_class.cast.teacher_a, quiz=school_class.quiz)
    run = approve_regrade(school_class.cast.head_a, run=proposal(school_class))
    assert [attempt_of(player).score for player in (loser, winner, same)] == [1, 1, 0]
    assert slot_of(school_class).answer_key.number == 2
    scores = ItemScore.objects.filter(slot=slot_of(school_class))
    assert {row.answer_key_id for row in scores} == {run.key_to_id}
    assert {row.source for row in scores} == {ScoreSource.REGRADE}
    assert sorted((one["before"], one["after"]) for one in run.changes) == [("0", "1"), ("2", "1")]
    notices = Notice.objects.filter(kind="regrade.score")
    assert {notice.recipient.display_name for notice in notices} == {"Trần Ánh", "Lê Bình"}
    assert Notice.objects.filter(kind="regrade.approved", recipient=school_class.cast.teacher_a).exists()
    entry = AuditEntry.objects.get(verb="regrade.approve")
    assert entry.actor == school_class.cast.head_a
    assert (entry.details["gains"], entry.details["losses"]) == (1, 1)


def test_before_the_release_no_pupil_is_told(school_class):
    school_class.handed_in("o3")
    approve_regrade(school_class.cast.principal_a, run=proposal(school_class))
    assert not Notice.objects.filter(kind="regrade.score").exists()


def test_the_plan_is_what_grading_anew_gives(school_class):
    players = [school_class.handed_in(*answers) for answers in ANSWERS]
    key = {"accepted": ["2,7", "27"]}
    run = proposal(school_class, key, rank=2)
    approve_regrade(school_class.cast.head_a, run=run)
    sheet = mark_sheet(school_class.quiz)
    for player in players:
        attempt = attempt_of(player)
        marks = marks_of(sheet, form_content(attempt.form.package_name), attempt.answers)
        assert attempt.score == marks.total
        for row in ItemScore.objects.filter(attempt=attempt).select_related("slot"):
            assert row.fraction == marks.slots[row.slot.public_id].mark.outcome.fraction
            assert tuple(row.flags) == marks.slots[row.slot.public_id].mark.flags


ANSWERS = [
    ("o2", None, "27"),
    ("o1", {"s1": True}, "2,7"),
    (None, None, None),
    ("o3", {"s2": False, "s3": True}, "2.700"),
]


@pytest.mark.parametrize(
    "part", ["teacher_a", "colleague_a", "teacher_b", "head_b", "principal_b", "inspector", "librarian_a"]
)
def test_the_proposer_and_strangers_do_not_decide(school_class, part):
    run = proposal(school_class)
    with pytest.raises(NotAllowed):
        approve_regrade(getattr(school_class.cast, part), run=run)
    with pytest.raises(NotAllowed):
        refuse_regrade(getattr(school_class.cast, part), run=run, reason="Không")
    run.refresh_from_db()
    assert run.state == "proposed"


def test_another_teacher_of_the_class_decides(school_class):
    school_class.cast.class_a.teachers.add(school_class.cast.colleague_a)
    run = proposal(school_class)
    assert Notice.objects.filter(kind="regrade.proposed", recipient=school_class.cast.colleague_a).exists()
    assert approve_regrade(school_class.cast.colleague_a, run=run).state == "approved"


def test_two_deciders_make_one_decision(school_class):
    school_class.handed_in("o3")
    run = proposal(school_class)
    approve_regrade(school_class.cast.head_a, run=run)
    for second in (school_class.cast.principal_a, school_class.cast.head_a):
        with pytest.raises(Conflict):
            approve_regrade(second, run=run)
        with pytest.raises(Conflict):
            refuse_regrade(second, run=run, reason="Không")
    assert AuditEntry.objects.filter(verb__in=("regrade.approve", "regrade.refuse")).count() == 1


def test_a_refused_key_can_be_proposed_again(school_class):
    run = proposal(school_class)
    with pytest.raises(Refused):
        refuse_regrade(school_class.cast.head_a, run=run, reason=" ")
    refuse_regrade(school_class.cast.head_a, run=run, reason="Đáp án cũ đúng")
    assert slot_of(school_class).answer_key.number == 1
    again = proposal(school_class)
    assert again.key_to == run.key_to
    assert approve_regrade(school_class.cast.head_a, run=again).state == "approved"


def second_quiz(school_class):
    """The same questions once more, for the same class."""
    quiz = published_quiz(school_class.cast.teacher_a, [school_class.cast.class_a], 1)
    PaperSlot.objects.filter(part__paper__quizzes=quiz).update(
        question=slot_of(school_class).question,
        version=slot_of(school_class).version,
        answer_key=slot_of(school_class).answer_key,
    )
    return PaperSlot.objects.get(part__paper__quizzes=quiz)


def test_the_same_question_in_another_quiz_is_named_and_takes_the_newer_key(school_class):
    other = second_quiz(school_class)
    page = client_of(school_class.cast.teacher_a)
    run = proposal(school_class)
    form = reverse("correct_key", args=[other.part.paper.quizzes.get().public_id, other.public_id])
    assert form in page.get(reverse("regrade", args=[run.public_id])).content.decode()
    assert page.post(form, {"key.answer": "o3", "reason": "Như bài trước"}).status_code == 302
    assert RegradeRun.objects.get(slot=other).key_to == run.key_to


def test_another_teacher_proposes_a_newer_key_but_writes_none(school_class):
    school_class.cast.class_a.teachers.add(school_class.cast.colleague_a)
    page = client_of(school_class.cast.colleague_a)
    form = reverse("correct_key", args=[school_class.quiz.public_id, school_class.slots[0]])
    assert page.get(form).status_code == 403
    slot = slot_of(school_class)
    revise_key(
        school_class.cast.teacher_a,
        version=slot.version,
        key={**slot.answer_key.key, "answer": "o3"},
        reason="Nhầm",
    )
    assert page.get(form).status_code == 200
    assert page.post(form, {"key.answer": "o4", "reason": "Nhầm"}).status_code == 400
    assert page.post(form, {"key.answer": "o3", "reason": "Nhầm"}).status_code == 302
    run = RegradeRun.objects.get()
    with pytest.raises(NotAllowed):
        approve_regrade(school_class.cast.teacher_a, run=run)


def test_one_open_correction_per_question(school_class):
    proposal(school_class)
    with pytest.raises(Conflict):
        proposal(school_class, {"answer": "o4"})
    assert RegradeRun.objects.count() == 1


@pytest.mark.parametrize(
    ("key", "reason"),
    [({"answer": "o2", "solution": ""}, "Nhầm"), ({"answer": "o9"}, "Nhầm"), ({"answer": "o3"}, " ")],
)
def test_no_new_key_no_real_key_no_reason(school_class, key, reason):
    stored = slot_of(school_class).answer_key.key
    key = {**stored, **key, "solution": stored["solution"]}
    with pytest.raises(Refused):
        correct_key(school_class.cast.teacher_a, slot=slot_of(school_class), key=key, reason=reason)
    assert not RegradeRun.objects.exists()
    assert slot_of(school_class).version.keys.count() == 1


def test_a_key_of_another_question_is_refused(school_class):
    other = slot_of(school_class, 2)
    with pytest.raises(Refused):
        propose_regrade(
            school_class.cast.teacher_a, slot=slot_of(school_class), key=other.answer_key, reason="Nhầm"
        )


def test_what_a_person_marked_stays(school_class):
    player = school_class.handed_in("o3")
    attempt = attempt_of(player)
    ItemScore.objects.filter(attempt=attempt, slot=slot_of(school_class)).update(
        source=ScoreSource.PERSON, fraction=Decimal("0.5")
    )
    approve_regrade(school_class.cast.head_a, run=proposal(school_class))
    assert ItemScore.objects.get(attempt=attempt, slot=slot_of(school_class)).fraction == Decimal("0.5")


def test_a_running_attempt_is_marked_by_the_new_key_at_its_hand_in(school_class):
    player = school_class.player()
    player.answer(school_class.slots[0], "o3")
    approve_regrade(school_class.cast.head_a, run=proposal(school_class))
    player.hand_in()
    grade_waiting()
    assert attempt_of(player).score == 1


def test_what_was_graded_by_the_old_key_in_the_same_moment_is_graded_again(school_class):
    player = school_class.handed_in("o3")
    run = approve_regrade(school_class.cast.head_a, run=proposal(school_class))
    ItemScore.objects.filter(slot=slot_of(school_class)).update(answer_key=run.key_from_id, fraction=0)
    assert catch_up() == 1
    grade_waiting()
    assert attempt_of(player).score == 1
    assert catch_up() == 0


def test_the_pages_lead_from_the_question_to_the_decision(school_class):
    school_class.handed_in("o3", name="Lê Bình")
    page = client_of(school_class.cast.teacher_a)
    form = reverse("correct_key", args=[school_class.quiz.public_id, school_class.slots[0]])
    html = page.get(form).content.decode()
    assert html.count('type="radio"') == 4
    assert page.post(form, {"key.answer": "o3", "reason": ""}).status_code == 400
    assert page.post(form, {"key.answer": "o2", "reason": "Nhầm"}).status_code == 400
    response = page.post(form, {"key.answer": "o3", "reason": "Nhầm phương án"})
    run = RegradeRun.objects.get()
    assert response["Location"] == reverse("regrade", args=[run.public_id])
    assert (
        reverse("decide_regrade", args=[run.public_id]) not in page.get(response["Location"]).content.decode()
    )
    decide = reverse("decide_regrade", args=[run.public_id])
    assert page.post(decide, {"verdict": "approve"}).status_code == 403
    head = client_of(school_class.cast.head_a)
    html = head.get(response["Location"]).content.decode()
    assert "Lê Bình" in html and "Nhầm phương án" in html and decide in html
    assert head.post(decide, {"verdict": "refuse", "reason": ""}).status_code == 409
    assert post_and_answer(head, decide, {"verdict": "approve"}).status_code == 302
    assert head.post(decide, {"verdict": "approve"}).status_code == 409
    assert "Lê Bình" in head.get(response["Location"]).content.decode()
    assert page.get(reverse("quiz_results", args=[school_class.quiz.public_id])).status_code == 200


@pytest.mark.parametrize(
    ("rank", "data", "fits"),
    [
        (1, {f"key.answers.s{one}": "true" if one == 3 else "false" for one in range(1, 5)}, True),
        (1, {"key.answers.s1": "false"}, False),
        (
            2,
            {
                "key.accepted": ["r1", "r2"],
                "key.accepted.r1.value": "2,7",
                "key.accepted.r2.value": "3/2",
                "key.accepted.r2.forms": "fraction",
            },
            True,
        ),
        (2, {"key.accepted": "r1", "key.accepted.r1.value": "1.234"}, False),
        (2, {"key.accepted": "r1", "key.accepted.r1.value": " "}, False),
    ],
)
def test_every_type_has_its_form(school_class, rank, data, fits):
    page = client_of(school_class.cast.teacher_a)
    form = reverse("correct_key", args=[school_class.quiz.public_id, school_class.slots[rank]])
    assert page.get(form).status_code == 200
    assert page.post(form, {**data, "reason": "Nhầm"}).status_code == (302 if fits else 400)
    assert RegradeRun.objects.count() == int(fits)


@pytest.mark.parametrize(
    ("part", "status"), [("teacher_b", 404), ("head_b", 404), ("colleague_a", 404), ("head_a", 200)]
)
def test_who_sees_a_correction(school_class, part, status):
    run = proposal(school_class)
    page = client_of(getattr(school_class.cast, part))
    assert page.get(reverse("regrade", args=[run.public_id])).status_code == status


@pytest.mark.slow
def test_ten_thousand_attempts_are_regraded_in_seconds(school_class):
    many(school_class, 10_000)
    run = proposal(school_class)
    start = time.perf_counter()
    approve_regrade(school_class.cast.head_a, run=run)
    print(f"10,000 attempts regraded in {time.perf_counter() - start:.2f} s")
    assert time.perf_counter() - start < 20
    assert RegradeRun.objects.get().state == "approved"
    assert len(RegradeRun.objects.get().changes) == 5_000


@pytest.mark.servers("postgresql")  # SQLite in memory knows no two writers
@pytest.mark.django_db(transaction=True)
def test_two_people_who_press_at_once_make_one_decision(school_class):
    school_class.handed_in("o3")
    run = proposal(school_class)

    def press(decider):
        try:
            approve_regrade(decider, run=run)
            return "approved"
        except Conflict:
            return "late"
        finally:
            connection.close()

    people = [school_class.cast.head_a, school_class.cast.principal_a, school_class.cast.vice_principal_a]
    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(press, people)) == ["approved", "late", "late"]
    assert AuditEntry.objects.filter(verb="regrade.approve").count() == 1


def many(school_class, count: int) -> None:
    """Graded attempts of guests: a quarter chose each option."""
    form = school_class.quiz.paper.forms.get(code="101")
    guests = Guest.objects.bulk_create(
        Guest(quiz=school_class.quiz, name=f"Khách {rank}", name_sort=f"{rank:06d}") for rank in range(count)
    )
    attempts = Attempt.objects.bulk_create(
        Attempt(
            quiz=school_class.quiz,
            guest=guest,
            form=form,
            public_id=uuid.uuid4(),
            state=AttemptState.SUBMITTED,
            score=Decimal(int(rank % 4 == 1)),
            graded_at="2026-11-24T08:00:00Z",
        )
        for rank, guest in enumerate(guests)
    )
    slots = [slot_of(school_class, rank) for rank in range(3)]
    ItemScore.objects.bulk_create(
        ItemScore(
            attempt=attempt,
            slot=slot,
            answer_key=slot.answer_key,
            fraction=Decimal(int(place == 0 and rank % 4 == 1)),
            answered=place == 0,
            value=f"o{rank % 4 + 1}" if place == 0 else None,
        )
        for rank, attempt in enumerate(attempts)
        for place, slot in enumerate(slots)
    )
