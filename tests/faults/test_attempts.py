"""No acknowledged answer is lost, whatever breaks: bad lines, killed processes, killed databases, many hands at once.

Real processes on a database of their own. `make faults` runs the same with 200 seeds (FAULT_SEEDS).
"""

import os
import threading
import time
import uuid

import pytest

from tests.factories.attempts import Client
from tests.faults.exam_house import ExamHouse, guest_wire, sit
from tests.faults.house import wait_until
from tests.faults.postgres import Postgres
from tests.faults.proxy import BadLine
from tests.suites import is_served

# The mark has the run's own tables made, which the house copies; nothing else of the test process is shared with it.
pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SEEDS = range(int(os.environ.get("FAULT_SEEDS", "2")))
PUPILS = 4


@pytest.fixture(scope="module")
def house(tmp_path_factory, django_db_setup):
    """Embedded, or with PostgreSQL where this run has it: then on one of its own, for it will be killed."""
    postgres = Postgres() if is_served("postgresql") else None
    if postgres is not None:
        postgres.start()
    place = ExamHouse(tmp_path_factory.mktemp("exam"), postgres)
    try:
        place.migrate()
        place.start_web()
        yield place
    finally:
        place.close()
        if postgres is not None:
            postgres.remove()


def again(house):
    """Kill the web process as hard as it gets, and start it again."""
    house.kill_web()
    house.start_web()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_bad_line_loses_and_doubles_nothing(house, seed):
    exam = house.lay_out(PUPILS)
    with BadLine(house.port, seed) as line:
        players = sit(line.port, exam, seed=seed)
    assert line.happened.get("lost answer")
    assert house.verdict(players) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_the_web_process_is_killed_while_answers_arrive(house, seed):
    exam = house.lay_out(PUPILS)
    with BadLine(house.port, seed) as line:
        players = sit(line.port, exam, seed=seed, deeds=[lambda: again(house)])
    assert house.verdict(players) == []


def test_the_ticker_is_killed_while_it_closes_and_grades(house):
    """Killed again and again in the middle of its work: every attempt is closed once and graded right."""
    exam = house.lay_out(30, minutes=1, grace_seconds=0)
    players = []
    for attempt, session in exam["places"]:
        player = Client(guest_wire(house.port, session), attempt)
        assert player.start().status == 200
        assert player.answer(exam["slots"][0], "o2").status == 200
        players.append(player)
    house.ask_office("end_time", [attempt for attempt, _session in exam["places"]])
    for pause in (0.01, 0.03, 0.1, 0.2, 0.3):
        house.start_ticker()
        time.sleep(pause)
        house.kill_ticker()
    house.start_ticker()
    for player in players:
        assert wait_for_receipt(player)
    house.kill_ticker()
    assert house.verdict(players) == []


def wait_for_receipt(player):
    end = time.monotonic() + 30
    while not player.receipt and time.monotonic() < end:
        player.start()
        time.sleep(0.05)
    player.wire.close()
    return player.receipt


def test_twenty_hand_ins_at_once_are_one(house):
    exam = house.lay_out(1)
    attempt, session = exam["places"][0]
    first = Client(guest_wire(house.port, session), attempt)
    assert first.start().status == 200
    first.answer(exam["slots"][0], "o1")
    event = first.write(exam["slots"][0], "o2")
    first.wire.close()
    said = []

    def press():
        copy = Client(guest_wire(house.port, session), attempt, client_id=first.client_id)
        copy.token, copy.epoch, copy.seq, copy.outbox = first.token, first.epoch, first.seq, [event]
        copy.hand_in_key = str(uuid.uuid4())
        said.append((copy.hand_in(), copy))
        copy.wire.close()

    hands = [threading.Thread(target=press) for _ in range(20)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(30)
    assert {answer.status for answer, _copy in said} == {200}
    assert len({answer["receipt"] for answer, _copy in said}) == 1
    assert house.verdict([copy for _answer, copy in said]) == []


@pytest.mark.servers("postgresql")
@pytest.mark.parametrize("seed", SEEDS)
def test_the_database_loses_one_of_its_processes(house, seed):
    exam = house.lay_out(PUPILS)

    def kill_a_backend():
        """The others are ended by it too, and the server recovers."""
        wait_until(house.postgres.answers)
        for pid in house.postgres.backends()[:1]:
            os.kill(pid, 9)

    players = sit(house.port, exam, seed=seed, deeds=[kill_a_backend, kill_a_backend])
    assert house.verdict(players) == []


@pytest.mark.servers("postgresql")
@pytest.mark.parametrize("seed", SEEDS)
def test_the_whole_database_is_killed(house, seed):
    exam = house.lay_out(PUPILS)

    def cut_the_power():
        house.postgres.kill()
        time.sleep(0.5)
        house.postgres.start()

    with BadLine(house.port, seed) as line:
        players = sit(line.port, exam, seed=seed, deeds=[cut_the_power])
    assert house.verdict(players) == []
