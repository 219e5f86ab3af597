"""What the ledger keeps of odd events: a flood of other bodies is cut off; late stays late when it is repeated."""

from __future__ import annotations

import uuid

from questionbank.attempts.ledger import MOST_CONFLICTS
from tests.factories.attempts import attempt_of, value_of


def test_of_a_flood_of_other_bodies_under_one_number_five_are_kept(player, slots):
    event = player.write(slots[0], "o1")
    assert player.send().status == 200
    for number in range(MOST_CONFLICTS + 3):
        other = {**event, "value": f"o{number % 4 + 1}", "uuid": str(uuid.uuid4())}
        assert player.send([other]).status == 409
    kept = attempt_of(player).events.filter(conflicting=True)
    assert kept.count() == MOST_CONFLICTS == 5
    assert value_of(player, slots[0]) == "o1"
    second = player.write(slots[2], "2,7")
    assert player.send([second]).status == 200
    other = {**second, "value": "3", "uuid": str(uuid.uuid4())}
    assert player.send([other]).status == 409
    assert kept.filter(seq=second["seq"]).count() == 1


def test_the_same_other_body_is_kept_once(player, slots):
    event = player.write(slots[0], "o1")
    player.send()
    other = {**event, "value": "o2", "uuid": str(uuid.uuid4())}
    for _time in range(2):
        assert player.send([other]).status == 409
    assert attempt_of(player).events.filter(conflicting=True).count() == 1


def test_a_late_answer_that_is_repeated_is_still_called_late(player, slots, clock):
    player.answer(slots[0], "o1")
    clock.move(hours=2)
    event = player.write(slots[0], "o2")
    answers = [player.send([event]) for _time in range(2)]
    assert [(answer.status, answer["late"]) for answer in answers] == [(200, True)] * 2
    assert attempt_of(player).events.filter(late=True).count() == 1
    assert value_of(player, slots[0]) == "o1"
