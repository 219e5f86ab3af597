"""A published quiz in use: its code, its window, closing and releasing; every act is in the audit log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.audit.models import AuditEntry
from config.errors import NotAllowed, Refused
from questionbank.quizzes.codes import find_code, spoken_code
from questionbank.quizzes.models import Quiz, QuizState, RevokedCode
from questionbank.quizzes.services import opening
from questionbank.quizzes.standing import standing_of
from tests.asking import post_and_answer
from tests.cast import client_of
from tests.factories.quizzes import draft_quiz, published_quiz


@pytest.fixture
def quiz(cast):
    return published_quiz(cast.teacher_a, [cast.class_a])


def soon(**delta):
    return timezone.now() + timedelta(**delta)


def test_code_is_found_as_people_type_it(quiz):
    code = quiz.join_code
    for typed in (code, spoken_code(code), f" {code.upper()} ", f"{code[:4]}-{code[4:]}"):
        assert find_code(typed) == quiz
    for typed in ("", "x", code[:-1], "khong-co-ma-nay", code * 3):
        assert find_code(typed) is None


def test_an_old_code_is_never_given_out_again(cast, quiz, monkeypatch):
    old = quiz.join_code
    offered = iter([old, "k7m2x9qd"])
    monkeypatch.setattr(opening, "join_code", lambda: next(offered))
    assert opening.renew_join_code(cast.teacher_a, quiz=quiz).join_code == "k7m2x9qd"


def test_code_of_a_draft_opens_nothing(cast):
    assert find_code(draft_quiz(cast.teacher_a).join_code) is None


def test_renewed_and_revoked_codes_open_nothing_and_are_kept(cast, quiz):
    old = quiz.join_code
    new = opening.renew_join_code(cast.teacher_a, quiz=quiz).join_code
    assert new != old and find_code(new) == quiz
    assert find_code(old) is None and RevokedCode.objects.filter(quiz=quiz, code=old).exists()
    opening.revoke_join_code(cast.teacher_a, quiz=quiz)
    opening.revoke_join_code(cast.teacher_a, quiz=quiz)
    assert find_code(new) is None and RevokedCode.objects.filter(quiz=quiz, code=new).exists()
    verbs = list(AuditEntry.objects.filter(subject=quiz.subject_key).values_list("verb", flat=True))
    assert verbs == ["quiz.code_revoke", "quiz.code_renew", "quiz.publish", "quiz.create"]
    assert find_code(opening.renew_join_code(cast.teacher_a, quiz=quiz).join_code) == quiz


def test_closing_time_moves_later_never_earlier(cast, quiz):
    first, later = soon(hours=1), soon(hours=3)
    opening.change_window(cast.teacher_a, quiz=quiz, opens_at=None, closes_at=first)
    opening.change_window(cast.teacher_a, quiz=quiz, opens_at=None, closes_at=later)
    with pytest.raises(Refused):
        opening.change_window(cast.teacher_a, quiz=quiz, opens_at=None, closes_at=soon(hours=2))
    with pytest.raises(Refused):
        opening.change_window(cast.teacher_a, quiz=quiz, opens_at=None, closes_at=soon(hours=-1))
    with pytest.raises(Refused):
        opening.change_window(cast.teacher_a, quiz=quiz, opens_at=soon(hours=1), closes_at=later)
    quiz.refresh_from_db()
    assert quiz.closes_at == later
    entry = AuditEntry.objects.filter(verb="quiz.window").first()
    assert entry.details["after"]["closes_at"] == later.isoformat()


def test_opening_moves_until_it_has_come(cast):
    quiz = published_quiz(cast.teacher_a, [cast.class_a], opens_at=soon(hours=2))
    assert standing_of(quiz, timezone.now()) == "scheduled"
    opening.change_window(cast.teacher_a, quiz=quiz, opens_at=soon(hours=-1), closes_at=None)
    quiz.refresh_from_db()
    assert standing_of(quiz, timezone.now()) == "open"
    with pytest.raises(Refused):
        opening.change_window(cast.teacher_a, quiz=quiz, opens_at=soon(hours=1), closes_at=None)


def test_closed_by_hand_and_opened_again(cast, quiz):
    opening.close_quiz(cast.teacher_a, quiz=quiz)
    quiz.refresh_from_db()
    assert quiz.state == QuizState.CLOSED and not quiz.is_open(timezone.now())
    opening.change_window(cast.teacher_a, quiz=quiz, opens_at=None, closes_at=soon(minutes=10))
    quiz.refresh_from_db()
    assert quiz.is_open(timezone.now())


def test_results_are_released_once(cast, quiz):
    opening.release_results(cast.teacher_a, quiz=quiz)
    at = Quiz.objects.get(pk=quiz.pk).released_at
    opening.release_results(cast.teacher_a, quiz=quiz)
    assert at and Quiz.objects.get(pk=quiz.pk).released_at == at
    assert AuditEntry.objects.filter(verb="quiz.release").count() == 1


@pytest.mark.parametrize(
    "act",
    [opening.revoke_join_code, opening.renew_join_code, opening.close_quiz, opening.release_results],
    ids=lambda act: act.__name__,
)
def test_author_and_teachers_of_the_class_run_it_others_do_not(cast, quiz, act):
    for other in (cast.colleague_a, cast.principal_a, cast.teacher_b, cast.pupil_a):
        with pytest.raises(NotAllowed):
            act(other, quiz=quiz)
    cast.class_a.teachers.add(cast.colleague_a)
    act(cast.colleague_a, quiz=quiz)
    with pytest.raises(Refused):
        act(cast.teacher_a, quiz=draft_quiz(cast.teacher_a))


def test_forms_of_the_share_page_say_why_they_refuse(cast, quiz):
    client = client_of(cast.teacher_a)
    url = reverse("change_quiz_window", args=[quiz.public_id])
    assert client.post(url, {"opens_at": "", "closes_at": "2001-01-01T10:00"}).status_code == 422
    assert client.post(url, {"opens_at": "", "closes_at": "mai"}).status_code == 422
    assert client.post(url, {"opens_at": "", "closes_at": "2030-01-01T10:00"}).status_code == 302
    assert post_and_answer(client, reverse("close_quiz", args=[quiz.public_id])).status_code == 302
    code = reverse("change_join_code", args=[quiz.public_id])
    assert client.post(code, {"do": "renew"}).status_code == 302
    client.post(code, {"do": "revoke"})
    page = client.get(reverse("share_quiz", args=[quiz.public_id])).content.decode()
    assert "join-code" not in page
    assert client.get(reverse("quiz_sheet", args=[quiz.public_id])).status_code == 404


def test_times_that_are_not_touched_keep_their_seconds(cast):
    opened, closes = soon(hours=-1, seconds=7), soon(hours=1, seconds=9)
    quiz = published_quiz(cast.teacher_a, [cast.class_a], opens_at=opened, closes_at=closes)
    client = client_of(cast.teacher_a)
    page = client.get(reverse("share_quiz", args=[quiz.public_id])).content.decode()
    assert 'name="opens_at"' not in page
    shown = page[page.index('name="closes_at"') :].split('value="', 1)[1].split('"', 1)[0]
    url = reverse("change_quiz_window", args=[quiz.public_id])
    assert client.post(url, {"closes_at": shown}).status_code == 302
    quiz.refresh_from_db()
    assert (quiz.opens_at, quiz.closes_at) == (opened, closes)


@pytest.mark.parametrize("do", ["renew", "revoke"])
def test_the_former_code_comes_back_by_undo(cast, quiz, do):
    client, old = client_of(cast.teacher_a), quiz.join_code
    client.post(reverse("change_join_code", args=[quiz.public_id]), {"do": do})
    page = client.get(reverse("share_quiz", args=[quiz.public_id])).content.decode()
    undo = reverse("restore_join_code", args=[quiz.public_id, old])
    assert undo in page
    assert client_of(cast.teacher_b).post(undo).status_code == 404
    assert client.post(undo).status_code == 302
    quiz.refresh_from_db()
    assert (quiz.join_code, quiz.join_code_revoked) == (old, False)
    assert not quiz.revoked_codes.filter(code=old).exists()
    assert quiz.revoked_codes.count() == (1 if do == "renew" else 0), "the code in between opens nothing"
    assert client.post(undo).status_code == 302  # twice is harmless


def test_a_code_of_another_quiz_is_not_taken(cast, quiz):
    other = published_quiz(cast.teacher_a, [cast.class_a])
    opening.renew_join_code(cast.teacher_a, quiz=other)
    foreign = other.revoked_codes.get().code
    for code in (foreign, "khongco2"):
        address = reverse("restore_join_code", args=[quiz.public_id, code])
        assert client_of(cast.teacher_a).post(address).status_code == 409
