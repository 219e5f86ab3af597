"""A name of the class list taken as a guest and the same pupil's card lead to one attempt and one row of results."""

from __future__ import annotations

import itertools

import pytest
from django.urls import reverse
from django.utils import timezone

from config.audit.models import AuditEntry
from config.errors import Conflict, NotAllowed
from questionbank.attempts.models import Attempt, AttemptState, Guest
from questionbank.attempts.services.adopting import adopt, dispute
from questionbank.attempts.services.grading import grade_waiting
from questionbank.attempts.services.joining import choose_name, refuse_guest
from questionbank.attempts.takers import one_each
from questionbank.results.class_table import read_class_table
from questionbank.results.scores import read_results
from tests.asking import post_and_answer
from tests.cast import client_of
from tests.factories.attempts import Client, TestWire, attempt_of, guest_browser, laid_out, player_of
from tests.factories.quizzes import published_quiz

pytestmark = pytest.mark.django_db


class Twice:
    """Pupil A of class 6A1, a quiz, and somebody who has chosen the pupil's name of the list."""

    def __init__(self, cast):
        self.cast, self.pupil, self.teacher = cast, cast.pupil_a, cast.teacher_a
        self.quiz = published_quiz(cast.teacher_a, [cast.class_a])
        self.slots = self.quiz.paper.forms.get().package["order"]
        self.guest = choose_name(self.quiz, pupil_id=self.pupil.public_id).guest
        self.as_guest = Client(TestWire(guest_browser(self.guest)), self.guest.attempt)
        self.by_card = player_of(self.pupil, laid_out(self.quiz, pupil=self.pupil))

    def begin_as_guest(self):
        assert self.as_guest.start().status == 200
        self.as_guest.answer(self.slots[0], "o2")

    def own_page(self, browser=None):
        browser = browser or client_of(self.pupil)
        return browser.get(reverse("own_quiz", args=[self.quiz.public_id]), follow=True)

    def says(self, verdict):
        own = Attempt.objects.get(quiz=self.quiz, pupil=self.pupil)
        return client_of(self.pupil).post(
            reverse("claim_attempt", args=[own.public_id]), {"verdict": verdict}
        )

    def rows(self):
        """Lines of the class table and of the results that bear the pupil's name."""
        grade_waiting()
        table = read_class_table(self.quiz, timezone.now()).lines
        results = read_results(self.quiz).lines
        name = str(self.pupil)
        return [one for one in table if one.name == name], [one for one in results if one.name == name]


@pytest.fixture
def twice(cast):
    return Twice(cast)


def test_on_the_same_browser_the_guests_attempt_becomes_the_pupils_own(twice):
    twice.begin_as_guest()
    browser = client_of(twice.pupil)
    session = browser.session
    session["guests"] = [str(twice.guest.public_id)]
    session.save()
    page = twice.own_page(browser)
    attempt = attempt_of(twice.as_guest)
    assert page.redirect_chain[-1][0] == reverse("attempt_page", args=[attempt.public_id])
    assert (attempt.pupil, attempt.guest, attempt.answers[twice.slots[0]][2]) == (twice.pupil, None, "o2")
    assert Attempt.objects.filter(quiz=twice.quiz, pupil=twice.pupil).count() == 1
    assert AuditEntry.objects.filter(verb="guest.adopt").exists()


def test_on_another_browser_the_pupil_is_asked_first(twice):
    twice.begin_as_guest()
    twice.as_guest.hand_in()
    page = twice.own_page().content.decode()
    assert "Em đã làm bài này rồi phải không?" in page
    assert twice.says("mine").status_code == 302
    assert attempt_of(twice.as_guest).pupil == twice.pupil
    table, results = twice.rows()
    assert len(table) == len(results) == 1 and results[0].score == 1


def test_work_goes_on_at_the_first_device_after_the_claim(twice):
    twice.begin_as_guest()
    twice.says("mine")
    assert twice.as_guest.answer(twice.slots[0], "o1").status == 200  # the token of the attempt still holds
    assert attempt_of(twice.as_guest).answers[twice.slots[0]][2] == "o1"
    assert twice.by_card.start().status in {404, 410}  # what had been laid out is gone


def test_minutes_given_to_the_pupil_follow(twice):
    twice.begin_as_guest()
    Attempt.objects.filter(quiz=twice.quiz, pupil=twice.pupil).update(extra_seconds=600)
    before = attempt_of(twice.as_guest).deadline
    twice.says("mine")
    after = attempt_of(twice.as_guest)
    assert after.extra_seconds == 600 and (after.deadline - before).total_seconds() == 600


def test_who_says_it_was_somebody_else_goes_on_at_once_and_a_teacher_decides(twice):
    twice.begin_as_guest()
    twice.as_guest.hand_in()
    assert twice.says("other").status_code == 302
    assert twice.by_card.start().status == 200
    twice.by_card.hand_in()
    table, results = twice.rows()
    assert len(table) == len(results) == 1
    assert results[0].attempt.pupil == twice.pupil and results[0].score == 0
    page = client_of(twice.teacher).get(reverse("class_table", args=[twice.quiz.public_id]))
    assert "Hai bài dưới một tên" in page.content.decode()


def test_the_teacher_lets_the_guests_attempt_count(twice):
    twice.begin_as_guest()
    twice.as_guest.hand_in()
    twice.says("other")
    twice.by_card.start()
    twice.by_card.hand_in()
    decide = reverse("decide_guest", args=[twice.quiz.public_id, twice.guest.public_id])
    assert post_and_answer(client_of(twice.teacher), decide, {"verdict": "adopt"}).status_code == 302
    table, results = twice.rows()
    assert len(table) == len(results) == 1 and results[0].score == 1
    assert Attempt.objects.get(quiz=twice.quiz, pupil=twice.pupil) == attempt_of(twice.as_guest)
    assert attempt_of(twice.by_card).state == AttemptState.VOID  # kept, and does not count


def test_the_teacher_lets_the_card_count(twice):
    twice.begin_as_guest()
    twice.says("other")
    twice.by_card.start()
    refuse_guest(twice.teacher, guest=twice.guest)
    table, _results = twice.rows()
    assert len(table) == 1 and table[0].attempt.pupil == twice.pupil
    assert not read_class_table(twice.quiz, timezone.now()).doubles


def test_neither_door_begins_a_second_attempt(twice):
    assert twice.as_guest.start().status == 200
    refused = twice.by_card.start()
    assert (refused.status, refused["code"]) == (409, "taken")


def test_a_guest_in_the_lobby_does_not_start_beside_the_card(twice):
    assert twice.by_card.start().status == 200
    refused = twice.as_guest.start()
    assert (refused.status, refused["code"]) == (409, "taken")


def test_strangers_claim_and_decide_nothing(twice):
    twice.begin_as_guest()
    with pytest.raises(NotAllowed):
        adopt(twice.cast.teacher_b, guest=twice.guest)
    with pytest.raises(NotAllowed):
        dispute(twice.cast.pupil_b, guest=twice.guest)
    own = Attempt.objects.get(quiz=twice.quiz, pupil=twice.pupil)
    foreign = client_of(twice.cast.pupil_b).post(
        reverse("claim_attempt", args=[own.public_id]), {"verdict": "mine"}
    )
    assert foreign.status_code == 404
    assert attempt_of(twice.as_guest).guest == twice.guest


def test_a_pupil_who_has_begun_by_card_does_not_take_the_guests_too(twice):
    twice.begin_as_guest()
    twice.says("other")
    twice.by_card.start()
    with pytest.raises(Conflict):
        adopt(twice.pupil, guest=twice.guest)


STATES = list(AttemptState)


@pytest.mark.parametrize(("card", "door"), list(itertools.product(STATES, STATES)))
def test_one_row_a_pupil_whatever_the_states(card, door, cast):
    """Without a database: rows as they stand."""
    own = Attempt(pk=1, pupil=cast.pupil_a, state=card)
    guest = Attempt(pk=2, guest=Guest(pupil=cast.pupil_a, name="x", name_sort="x"), state=door)
    for rows in ([own, guest], [guest, own]):
        (chosen,) = one_each(rows)
        begun = {AttemptState.IN_PROGRESS, AttemptState.SUBMITTED}
        if card in begun:
            assert chosen is own
        elif door in begun:
            assert chosen is guest
