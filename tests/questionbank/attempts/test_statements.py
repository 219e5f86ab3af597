"""How many SQL statements a start, a save and a hand-in take, whatever the number of questions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from questionbank.attempts.models import Attempt
from tests.factories.attempts import attempt_of, laid_out, player_of, slots_of, started_attempt
from tests.factories.quizzes import published_quiz

TRANSACTION = ("BEGIN", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "COMMIT")


class Counted(CaptureQueriesContext):
    @property
    def statements(self):
        rows = [query["sql"] for query in self.captured_queries]
        return [row for row in rows if not row.startswith(TRANSACTION)]


@pytest.fixture(params=[10, 40], ids=["10 questions", "40 questions"])
def questions(request):
    return request.param


def test_start_takes_eight_statements_at_most(cast, questions):
    quiz = published_quiz(cast.teacher_a, [cast.class_a], questions)
    player = player_of(cast.pupil_a, laid_out(quiz, pupil=cast.pupil_a))
    with Counted(connection) as first:
        assert player.start().status == 200
    assert len(first.statements) <= 6, first.statements  # one of them asks for a guest of the same name
    for slot in slots_of(quiz):
        player.write(slot, None)
    player.send()
    player.client_id = "6ba7b810-9dad-41d1-80b4-00c04fd430c8"
    with Counted(connection) as resumed:
        assert player.start().status == 200
    assert len(resumed.statements) <= 6, resumed.statements


@pytest.mark.parametrize("events", [1, 30])
def test_a_save_takes_two_statements_and_no_session(cast, questions, events):
    player = started_attempt(cast, questions=questions)
    slots = slots_of(attempt_of(player).quiz)
    player.answer(slots[0], None)  # the form is prepared once per process
    for number in range(events):
        player.write(slots[number % len(slots)], None)
    with Counted(connection) as counted:
        assert player.send().status == 200
    assert len(counted.statements) <= 2, counted.statements
    with Counted(connection) as counted:
        assert player.send([]).status == 200
    assert len(counted.statements) == 1


def test_the_careful_path_is_bounded_too(cast, questions):
    player = started_attempt(cast, questions=questions)
    slots = slots_of(attempt_of(player).quiz)
    events = [player.write(slot, None) for slot in slots]
    player.send()
    with Counted(connection) as counted:
        assert player.send(events).status == 200
    assert len(counted.statements) <= 4, counted.statements


def test_a_hand_in_takes_eight_statements_at_most(cast, questions):
    player = started_attempt(cast, questions=questions)
    slots = slots_of(attempt_of(player).quiz)
    player.answer(slots[0], None)
    for slot in slots:
        player.write(slot, None)
    with Counted(connection) as counted:
        assert player.hand_in().status == 200
    assert len(counted.statements) <= 8, counted.statements
    with Counted(connection) as again:
        assert player.hand_in().status == 200
    assert len(again.statements) <= 4, again.statements


def test_the_package_is_read_once(client, cast, questions):
    form = published_quiz(cast.teacher_a, [cast.class_a], questions).paper.forms.get()
    address = f"/t/goi/{form.package_name}/"
    assert client.get(address).status_code == 200
    with Counted(connection) as counted:
        assert client.get(address).status_code == 200
    assert not counted.statements
    assert Attempt.objects.exists()
