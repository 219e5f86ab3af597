"""G1-G3 (docs/attempt-protocol.md): what was acknowledged is there, once, and in its order."""

import random
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, connections

from config.safety import check_durability
from questionbank.attempts import views
from questionbank.attempts.models import AttemptEvent, AttemptState
from questionbank.attempts.projection import Given, project
from tests.factories.attempts import (
    attempt_of,
    player_of,
    slots_of,
    started_attempt,
    value_of,
)


class TestG01:
    @pytest.mark.django_db(transaction=True)
    def test_g01_acknowledged_is_durable(self, cast, monkeypatch):
        """When the receipt is written down for the player, no transaction is open any more."""
        player = started_attempt(cast)
        slot = slots_of(attempt_of(player).quiz)[0]
        open_at_receipt = []

        def watch(receipt):
            open_at_receipt.append(connection.in_atomic_block)
            return make(receipt)

        make = views._receipt
        monkeypatch.setattr(views, "_receipt", watch)
        assert player.answer(slot, "o2").status == 200
        player.write(slot, "o1")
        player.send(player.outbox)
        assert player.send(player.message(player.outbox)["events"]).status == 200
        assert player.hand_in().status == 200
        assert open_at_receipt == [False] * 4

    def test_g01_a_database_that_does_not_wait_for_the_disk_is_refused(self, db):
        switch = {
            "sqlite": ("PRAGMA synchronous=NORMAL", "PRAGMA synchronous=FULL"),
            "postgresql": ("SET synchronous_commit = off", "SET synchronous_commit = on"),
        }[connection.vendor]
        assert not check_durability(None, databases=["default"])
        fresh = connections["default"].copy()
        try:
            with fresh.cursor() as cursor:
                cursor.execute(switch[0])
            connections["elsewhere"] = fresh
            found = check_durability(None, databases=["elsewhere"])
        finally:
            fresh.close()
            del connections["elsewhere"]
        assert [message.id for message in found] == ["house.E005"]

    def test_g01_nothing_is_acknowledged_while_the_database_is_away(self, player, slots, monkeypatch):
        def away(*_args, **_kwargs):
            raise OperationalError("the database is away")

        player.write(slots[0], "o2")
        with monkeypatch.context() as patch:
            patch.setattr("questionbank.attempts.storing.keep_continuation", away)
            answer = player.send()
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert player.outbox
        assert player.send().status == 200
        assert not player.outbox


class TestG02:
    def test_g02_idempotent(self, player, slots):
        player.write(slots[0], "o1")
        player.write(slots[0], "o2")
        player.write(slots[2], "2,7")
        events = list(player.outbox)
        for _ in range(3):
            answer = player.send(events)
            assert answer.status == 200
            assert answer["stored"] == [[event["seq"], event["uuid"]] for event in events]
        assert answer["upto"] == 3
        assert attempt_of(player).events.count() == 3
        assert value_of(player, slots[0]) == "o2"

    @pytest.mark.parametrize("seed", range(5))
    def test_g02_any_order_gives_the_same_answers(self, player, slots, seed):
        chance = random.Random(seed)
        for number in range(12):
            player.write(slots[0], f"o{number % 4 + 1}")
            player.write(slots[2], str(number))
        events = list(player.outbox)
        pieces = [events[start : start + 4] for start in range(0, 24, 4)] * 2
        chance.shuffle(pieces)
        for piece in pieces:
            assert player.send(piece).status == 200
        assert (value_of(player, slots[0]), value_of(player, slots[2])) == ("o4", "11")
        assert attempt_of(player).events.count() == 24
        assert player.send([])["upto"] == 24

    def test_g02_an_event_that_fills_a_gap_does_not_overrule_later_ones(self, player, slots):
        first, second, third = (player.write(slots[0], value) for value in ("o1", "o2", "o3"))
        assert player.send([first])["upto"] == 1
        assert player.send([third])["upto"] == 1
        assert player.send([second])["upto"] == 3
        assert value_of(player, slots[0]) == "o3"
        assert player.answer(slots[0], "o4")["upto"] == 4

    def test_g02_another_body_under_the_same_number_is_a_conflict_and_both_are_kept(
        self, player, slots, caplog
    ):
        event = player.write(slots[0], "o1")
        assert player.send().status == 200
        other = {**event, "value": "o2", "uuid": str(uuid.uuid4())}
        next_one = player.write(slots[2], "2,7")
        answer = player.send([other, next_one])
        assert answer.status == 409
        assert (answer["code"], answer["seqs"]) == ("conflict", [1])
        assert answer["stored"] == [[2, next_one["uuid"]]]
        assert "conflicting event" in caplog.text
        assert player.send([other]).status == 409
        bodies = attempt_of(player).events.filter(seq=1).values_list("value", "conflicting")
        assert sorted(bodies) == [("o1", False), ("o2", True)]
        assert value_of(player, slots[0]) == "o1"
        assert player.send([event]).status == 200

    def test_g02_the_projection_is_a_function_of_the_set(self):
        events = [Given("a", epoch, seq, f"o{seq}") for epoch in (1, 2) for seq in (1, 2, 3)]
        wanted = {"a": [2, 3, "o3"]}
        for seed in range(20):
            shuffled = events * 2
            random.Random(seed).shuffle(shuffled)
            assert project(shuffled) == wanted


class TestG03:
    def test_g03_order(self, player, slots, cast):
        """The older device can fill what the newer one never touched, and overrules nothing."""
        player.write(slots[0], "o1")
        player.write(slots[2], "2,7")
        newer = player_of(cast.pupil_a, player.public_id)
        assert newer.start()["epoch"] == 2
        assert newer.answer(slots[0], "o4").status == 200
        answer = player.send()
        assert answer.status == 200
        assert answer["superseded"]
        assert answer["epoch"] == 2
        assert not player.outbox
        assert (value_of(player, slots[0]), value_of(player, slots[2])) == ("o4", "2,7")
        assert not newer.answer(slots[2], "2,8")["superseded"]

    def test_g03_the_same_client_keeps_its_epoch_and_coming_back_raises_it(self, player, slots, cast):
        assert player.start()["epoch"] == 1
        newer = player_of(cast.pupil_a, player.public_id)
        newer.start()
        newer.answer(slots[0], "o4")
        assert player.start()["epoch"] == 3
        assert player.answer(slots[0], "o1").status == 200
        assert value_of(player, slots[0]) == "o1"
        assert newer.answer(slots[0], "o2")["superseded"]
        assert value_of(player, slots[0]) == "o1"

    def test_g03_nobody_speaks_for_an_epoch_of_somebody_else(self, player, slots, cast):
        newer = player_of(cast.pupil_a, player.public_id)
        newer.start()
        player.write(slots[0], "o1", epoch=2)
        answer = player.send()
        assert answer.status == 422
        assert answer["problems"] == [{"seq": 1, "code": "wrong_epoch"}]
        assert not attempt_of(player).events.exists()
        player.outbox.clear()
        player.write(slots[0], "o1", epoch=7)
        assert player.send().status == 422

    def test_g03_only_the_device_that_holds_it_hands_in(self, player, slots, cast):
        player.write(slots[2], "2,7")
        newer = player_of(cast.pupil_a, player.public_id)
        newer.start()
        answer = player.hand_in()
        assert (answer.status, answer["code"]) == (409, "superseded")
        assert not player.outbox
        assert attempt_of(player).state == AttemptState.IN_PROGRESS
        assert newer.hand_in().status == 200
        assert player.hand_in()["receipt"] == newer.receipt


def test_events_are_evidence(player, slots):
    player.answer(slots[0], "o1")
    with pytest.raises(PermissionDenied):
        AttemptEvent.objects.update(value="o2")
