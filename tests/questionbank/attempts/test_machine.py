"""Any sequence of starts, saves, repeats, reorderings, devices, expiry, extra time, late work and hand-ins, against a
small model that knows nothing but the rules of docs/attempt-protocol.md."""

import copy
import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from questionbank.attempts.models import Attempt
from questionbank.attempts.services.closing import close_overdue
from questionbank.attempts.services.grading import grade_waiting
from questionbank.attempts.services.running import let_in_again
from tests.factories.attempts import attempt_of, laid_out, player_of, slots_of
from tests.factories.quizzes import published_quiz
from tests.faults.ledger import broken_promises, complaints_about

OPTIONS = st.sampled_from(["o1", "o2", "o3", "o4", None])
MINUTES, GRACE = 15, 120


class Model:
    """What should be true: the set of events, who held which epoch, the deadline, the rounds."""

    def __init__(self, now):
        self.now, self.deadline, self.state, self.extra = now, None, "not_started", 0
        self.epoch, self.holders, self.events = 0, {}, {}

    @property
    def runs(self):
        return self.state == "in_progress" and self.now <= self.deadline + timedelta(seconds=GRACE)

    def close_if_over(self):
        if self.state == "in_progress" and not self.runs:
            self.state = "submitted"

    def start(self, client):
        if self.state == "not_started":
            self.state = "in_progress"
            self.deadline = self.now + timedelta(minutes=MINUTES, seconds=self.extra)
        self.close_if_over()
        if self.state == "in_progress" and self.holders.get(self.epoch) != client:
            self.epoch += 1
            self.holders[self.epoch] = client

    def save(self, client, events):
        """(stored seqs, conflicting seqs)"""
        stored, conflicts = [], []
        for event in events:
            body = (event["uuid"], event["epoch"], event["item"], event["value"])
            known = self.events.setdefault((client, event["seq"]), (body, not self.runs))
            (stored if known[0] == body else conflicts).append(event["seq"])
        return stored, conflicts

    def upto(self, client):
        seq = 0
        while (client, seq + 1) in self.events:
            seq += 1
        return seq

    def hand_in(self, client, last_seq):
        if self.state != "in_progress":
            return True
        if self.holders.get(self.epoch) != client or last_seq > self.upto(client):
            return False
        self.state = "submitted"
        return True

    def answers(self):
        best = {}
        for (_client, seq), ((_uuid, epoch, item, value), late) in self.events.items():
            if not late and (epoch, seq) > best.get(item, (0, 0))[:2]:
                best[item] = (epoch, seq, value)
        return {item: list(entry) for item, entry in best.items()}


class Machine(RuleBasedStateMachine):
    """Two devices of one pupil."""

    cast = clock = None

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.savepoint()
        quiz = published_quiz(
            self.cast.teacher_a, [self.cast.class_a], 6, minutes=MINUTES, grace_seconds=GRACE
        )
        self.slots = slots_of(quiz)
        self.options = [
            slot for slot in self.slots if quiz.paper.forms.get().prepared[slot]["type"] == "multiple_choice"
        ]
        row = laid_out(quiz, pupil=self.cast.pupil_a)
        self.players = [player_of(self.cast.pupil_a, row) for _ in range(2)]
        self.model = Model(timezone.now())
        self.sent = []

    def teardown(self):
        transaction.savepoint_rollback(self.savepoint)

    @initialize()
    def the_first_start(self):
        self.start(0)

    @rule(device=st.integers(0, 1))
    def start(self, device):
        self.model.now = timezone.now()
        self.model.start(self.players[device].client_id)
        answer = self.players[device].start()
        assert answer.status == 200
        assert answer["state"] == self.model.state
        if self.model.state == "in_progress":
            assert answer["epoch"] == self.model.epoch
            assert {slot: one["value"] for slot, one in answer["answers"].items()} == {
                slot: entry[2] for slot, entry in self.model.answers().items()
            }

    @rule(
        device=st.integers(0, 1),
        given=st.lists(st.tuples(st.integers(0, 1), OPTIONS), min_size=1, max_size=4),
    )
    def write(self, device, given):
        player = self.players[device]
        if player.epoch and self.model.holders.get(player.epoch) == player.client_id:
            for rank, value in given:
                player.write(self.options[rank], value)

    @rule(device=st.integers(0, 1))
    def save(self, device):
        self.deliver(device, list(self.players[device].outbox))

    @rule(device=st.integers(0, 1), data=st.data())
    def save_some_with_gaps(self, device, data):
        outbox = self.players[device].outbox
        if outbox:
            self.deliver(
                device, data.draw(st.lists(st.sampled_from(outbox), unique_by=lambda one: one["seq"]))
            )

    @rule(device=st.integers(0, 1), rank=st.integers(0, 2))
    def save_one(self, device, rank):
        self.deliver(device, self.players[device].outbox[rank : rank + 1])

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def an_old_request_arrives_again(self, data):
        device, events = data.draw(st.sampled_from(self.sent))
        self.deliver(device, events)

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), value=OPTIONS)
    def another_body_under_an_old_number(self, data, value):
        device, events = data.draw(st.sampled_from(self.sent))
        forged = copy.deepcopy(events[:1])
        for event in forged:
            event["value"] = value
        self.deliver(device, forged)

    def deliver(self, device, events):
        player, events = self.players[device], sorted(events, key=lambda one: one["seq"])
        if not player.token or not events:
            return
        self.model.now = timezone.now()
        stored, conflicts = self.model.save(player.client_id, events)
        answer = player.send(events)
        self.sent.append((device, events))
        assert answer.status == (409 if conflicts else 200)
        assert [seq for seq, _uuid in answer["stored"]] == stored
        assert answer.data.get("seqs", []) == conflicts
        assert answer["upto"] == self.model.upto(player.client_id)
        assert answer["superseded"] == (self.model.holders.get(self.model.epoch) != player.client_id)
        assert answer["state"] == self.model.state

    @precondition(lambda self: len(self.sent) > 4)
    @rule(device=st.integers(0, 1))
    def hand_in(self, device):
        player = self.players[device]
        if not player.token:
            return
        self.model.now = timezone.now()
        events = list(player.outbox)
        _stored, conflicts = self.model.save(player.client_id, events)
        wanted = not conflicts and self.model.hand_in(player.client_id, player.seq)
        done = self.model.state == "submitted"
        assert player.hand_in().status == (200 if wanted or done else 409)

    @precondition(lambda self: len(self.sent) > 2)
    @rule(minutes=st.sampled_from([1, 8, 14, 18]))
    def time_passes(self, minutes):
        self.clock.move(minutes=minutes)

    @rule()
    def the_sweeps_run(self):
        self.model.now = timezone.now()
        self.model.close_if_over()
        close_overdue()
        grade_waiting()

    @precondition(lambda self: self.model.state == "submitted")
    @rule(minutes=st.integers(1, 20))
    def the_teacher_lets_in_again(self, minutes):
        let_in_again(self.cast.teacher_a, attempt=attempt_of(self.players[0]), minutes=minutes)
        self.model.state = "in_progress"
        self.model.deadline = timezone.now() + timedelta(minutes=minutes)
        self.model.epoch += 1
        for player in self.players:
            player.hand_in_key = str(uuid.uuid4())

    @precondition(lambda self: self.model.state == "in_progress")
    @rule(minutes=st.integers(1, 20))
    def more_time(self, minutes):
        self.model.deadline += timedelta(minutes=minutes)
        Attempt.objects.filter(public_id=self.players[0].public_id).update(deadline=self.model.deadline)

    @invariant()
    def the_rows_say_what_the_model_says(self):
        attempt = attempt_of(self.players[0])
        assert attempt.state == self.model.state
        assert attempt.answers == self.model.answers()
        assert not complaints_about(attempt)
        promises = [(str(attempt.public_id), *one) for player in self.players for one in player.acknowledged]
        assert not broken_promises(promises)
        assert (attempt.deadline, attempt.epoch) == (self.model.deadline, self.model.epoch)


@pytest.mark.slow
@pytest.mark.django_db
def test_any_story_follows_the_rules(cast, clock):
    machine = type("Story", (Machine,), {"cast": cast, "clock": clock})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=30,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
