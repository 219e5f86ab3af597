"""The class table: who stands where, who is silent, who waits at the door; and each button of its bar."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from questionbank.attempts.models import Attempt, AttemptState, Guest
from questionbank.attempts.services.closing import close_overdue
from questionbank.attempts.services.joining import ask_to_join, choose_name
from questionbank.quizzes.models import GuestPolicy
from questionbank.results.class_table import Standing, read_class_table
from tests.asking import post_and_answer
from tests.cast import client_of, pupil
from tests.factories.attempts import attempt_of, laid_out
from tests.factories.quizzes import published_quiz
from tests.questionbank.results.counting import count_queries

pytestmark = pytest.mark.django_db


def lines_of(quiz):
    return {line.name: line for line in read_class_table(quiz, timezone.now()).lines}


def test_everybody_of_the_class_has_one_line_in_vietnamese_order(school_class):
    working = school_class.player("Trần Ánh")
    working.answer(school_class.slots[0], school_class.right(0))
    school_class.handed_in(school_class.right(0), school_class.right(1), name="Lê Bình")
    late_comer = pupil("moi", "Vũ Đạt", school_class.cast.class_a)
    lines = lines_of(school_class.quiz)
    assert list(lines) == ["Nguyễn Minh An", "Trần Ánh", "Lê Bình", "Vũ Đạt"]
    assert lines["Nguyễn Minh An"].standing == Standing.ABSENT
    assert lines["Trần Ánh"].standing == Standing.WORKING
    assert lines["Trần Ánh"].answered == 1
    assert lines["Trần Ánh"].minutes_left == 15
    assert lines["Lê Bình"].standing == Standing.HANDED_IN
    assert lines["Lê Bình"].answered == 2
    assert lines["Lê Bình"].minutes_left is None
    assert lines[late_comer.display_name].attempt is None


def test_a_cleared_answer_is_none(school_class):
    player = school_class.player("Trần Ánh")
    player.answer(school_class.slots[0], school_class.right(0))
    player.answer(school_class.slots[0], None)
    assert lines_of(school_class.quiz)["Trần Ánh"].answered == 0


def test_the_lobby_and_silence_are_seen(school_class):
    Attempt.objects.filter(pupil=school_class.cast.pupil_a).update(seen_at=timezone.now())
    player = school_class.player("Trần Ánh")
    Attempt.objects.filter(public_id=player.public_id).update(
        last_contact=timezone.now() - timedelta(minutes=2)
    )
    lines = lines_of(school_class.quiz)
    assert lines["Nguyễn Minh An"].standing == Standing.LOBBY
    assert lines["Trần Ánh"].is_silent
    player.send([])
    assert not lines_of(school_class.quiz)["Trần Ánh"].is_silent


def test_a_guest_under_a_name_of_the_list_takes_that_pupils_place(school_class):
    attempt = choose_name(school_class.quiz, pupil_id=school_class.cast.pupil_a.public_id)
    line = lines_of(school_class.quiz)["Nguyễn Minh An"]
    assert line.is_guest
    assert line.attempt == attempt
    assert line.class_name == "6A1"


def test_the_number_of_queries_does_not_grow_with_the_class(school_class):
    school_class.handed_in(school_class.right(0))
    page = client_of(school_class.cast.teacher_a)
    address = reverse("class_table_rows", args=[school_class.quiz.public_id])
    page.get(address)
    with count_queries() as few:
        assert page.get(address).status_code == 200
    for _rank in range(4):
        school_class.handed_in(school_class.right(0), school_class.right(1))
        school_class.player()
    with count_queries() as many:
        page.get(address)
    assert len(few) == len(many) <= 20


def test_the_page_shows_pupils_and_polls_a_small_fragment(school_class):
    player = school_class.player("Trần Ánh")
    page = client_of(school_class.cast.teacher_a)
    html = page.get(reverse("class_table", args=[school_class.quiz.public_id])).content.decode()
    rows = reverse("class_table_rows", args=[school_class.quiz.public_id])
    assert "Trần Ánh" in html and "0/3" in html
    assert f'data-again="5" data-from="{rows}"' in html
    response = page.get(rows)
    fragment = response.content.decode()
    assert "<html" not in fragment and f'value="{player.public_id}"' in fragment
    assert "no-store" in response["Cache-Control"] or "no-cache" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ("teacher_a", 200),
        ("principal_a", 200),
        ("inspector", 200),
        ("colleague_a", 404),
        ("teacher_b", 404),
        ("principal_b", 404),
        ("pupil_a", 403),
    ],
)
def test_who_may_look(school_class, part, status):
    page = client_of(getattr(school_class.cast, part))
    for name in ("class_table", "class_table_rows", "quiz_results"):
        assert page.get(reverse(name, args=[school_class.quiz.public_id])).status_code == status, name


def test_only_who_runs_it_gets_the_bar(school_class):
    school_class.player()
    address = reverse("class_table", args=[school_class.quiz.public_id])
    bar = reverse("collect_attempts", args=[school_class.quiz.public_id])
    assert bar in client_of(school_class.cast.teacher_a).get(address).content.decode()
    assert bar not in client_of(school_class.cast.principal_a).get(address).content.decode()
    assert client_of(school_class.cast.principal_a).post(bar, {"all": "1"}).status_code == 403


def test_the_buttons_do_what_they_say(school_class):
    player, other = school_class.player(), school_class.player()
    page = client_of(school_class.cast.teacher_a)
    give, collect, again = (
        reverse(name, args=[school_class.quiz.public_id])
        for name in ("give_minutes", "collect_attempts", "let_in_again")
    )
    before = attempt_of(player).deadline
    assert post_and_answer(page, give, {"chosen": player.public_id, "minutes": "7"}).status_code == 302
    assert attempt_of(player).deadline == before + timedelta(minutes=7)
    assert post_and_answer(page, collect, {"chosen": player.public_id}).status_code == 302
    assert attempt_of(player).state == AttemptState.SUBMITTED
    assert post_and_answer(page, again, {"chosen": player.public_id, "minutes": "3"}).status_code == 302
    assert attempt_of(player).state == AttemptState.IN_PROGRESS
    assert post_and_answer(page, collect, {"all": "1"}).status_code == 302
    assert attempt_of(other).state == AttemptState.SUBMITTED


def test_all_chosen_are_let_in_again_or_nobody(school_class):
    player, other = school_class.handed_in(), school_class.player()
    page = client_of(school_class.cast.teacher_a)
    again = reverse("let_in_again", args=[school_class.quiz.public_id])
    chosen = {"chosen": [player.public_id, other.public_id], "minutes": "3"}
    refused = page.post(again, chosen)
    assert refused.status_code == 409 and "data-asking" not in refused.content.decode()
    assert attempt_of(player).state == AttemptState.SUBMITTED


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"minutes": "5"},
        {"chosen": "khong-phai", "minutes": "5"},
        {"all": "1", "minutes": "mười"},
        {"all": "1", "minutes": "-3"},
    ],
)
def test_nonsense_is_refused_in_words(school_class, data):
    player = school_class.player()
    before = attempt_of(player).deadline
    page = client_of(school_class.cast.teacher_a)
    response = page.post(reverse("give_minutes", args=[school_class.quiz.public_id]), data)
    assert response.status_code == 409 and "data-asking" not in response.content.decode()
    assert attempt_of(player).deadline == before


def test_an_attempt_of_another_quiz_is_not_touched(school_class):
    foreign = published_quiz(school_class.cast.teacher_b, [])
    stranger = laid_out(foreign, guest=Guest.objects.create(quiz=foreign, name="Khách", name_sort="k"))
    page = client_of(school_class.cast.teacher_a)
    data = {"chosen": str(stranger.public_id), "minutes": "5"}
    assert page.post(reverse("give_minutes", args=[school_class.quiz.public_id]), data).status_code == 409
    late = reverse("decide_late", args=[school_class.quiz.public_id, stranger.public_id])
    assert page.post(late, {"verdict": "accept"}).status_code == 404


def test_a_guest_who_waits_is_let_in_from_the_table(cast):
    quiz = published_quiz(cast.teacher_a, [cast.class_a], guests=GuestPolicy.APPROVED)
    guest, joker = ask_to_join(quiz, name="Lê Văn Khách"), ask_to_join(quiz, name="Trò Đùa")
    page = client_of(cast.teacher_a)
    html = page.get(reverse("class_table", args=[quiz.public_id])).content.decode()
    assert "Lê Văn Khách" in html and "Trò Đùa" in html
    page.post(reverse("decide_guest", args=[quiz.public_id, guest.public_id]), {"verdict": "admit"})
    refuse = reverse("decide_guest", args=[quiz.public_id, joker.public_id])
    post_and_answer(page, refuse, {"verdict": "refuse"})
    assert lines_of(quiz)["Lê Văn Khách"].is_guest
    assert "Trò Đùa" not in lines_of(quiz)
    assert read_class_table(quiz, timezone.now()).waiting == ()


def test_late_answers_are_shown_with_what_is_known_and_decided_by_a_button(school_class):
    player = school_class.player("Trần Ánh")
    row = Attempt.objects.filter(public_id=player.public_id)
    started = timezone.now() - timedelta(minutes=30)
    row.update(started_at=started, deadline=started + timedelta(minutes=15))
    close_overdue()
    player.write(school_class.slots[0], school_class.right(0), elapsed_ms=(14 * 60 + 10) * 1000)
    player.send()
    page = client_of(school_class.cast.teacher_a)
    html = page.get(reverse("class_table", args=[school_class.quiz.public_id])).content.decode()
    assert "14:10" in html and "15:00" in html
    decide = reverse("decide_late", args=[school_class.quiz.public_id, player.public_id])
    assert post_and_answer(page, decide, {"verdict": "accept"}).status_code == 302
    assert attempt_of(player).needs_grading
    assert not read_class_table(school_class.quiz, timezone.now()).late


def test_a_name_taken_at_a_device_that_is_gone_can_be_chosen_at_another(cast):
    quiz = published_quiz(cast.teacher_a, [cast.class_a], guests=GuestPolicy.LISTED)
    first = choose_name(quiz, pupil_id=cast.pupil_a.public_id)
    Attempt.objects.filter(pk=first.pk).update(
        state=AttemptState.IN_PROGRESS,
        started_at=timezone.now(),
        deadline=timezone.now() + timedelta(minutes=9),
        last_contact=timezone.now() - timedelta(minutes=3),
    )
    teacher = client_of(cast.teacher_a)
    table = teacher.get(reverse("class_table", args=[quiz.public_id])).content.decode()
    assert 'value="free"' in table
    answer = teacher.post(
        reverse("decide_guest", args=[quiz.public_id, first.guest.public_id]), {"verdict": "free"}
    )
    assert answer.status_code == 302
    assert choose_name(quiz, pupil_id=cast.pupil_a.public_id).pk == first.pk
