"""An installation with a quiz and guests who take it through a bad line, and the oracle's verdict afterwards."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection, connections, transaction
from django.utils import timezone

from config.accounts.models import User
from questionbank.attempts.models import Attempt, Guest
from questionbank.attempts.services.grading import grade_waiting
from questionbank.attempts.tasks import close_overdue_attempts, grade_waiting_attempts
from tests.cast import make_cast
from tests.factories.attempts import Client, HttpWire, guest_session, laid_out
from tests.factories.quizzes import published_quiz
from tests.faults.house import ROOT, House, kill, wait_until
from tests.faults.ledger import broken_promises, complaints_about

SAID = "said: "
QUESTIONS = 6
PATIENCE = 45.0  # seconds until a pupil gives up, which fails the test


class ExamHouse(House):
    """The same processes as ever; on PostgreSQL when a `postgres` is given."""

    def __init__(self, var, postgres=None):
        super().__init__(var)
        self.postgres = postgres
        self.ticker = self.office = None
        if postgres is not None:
            self.env["DATABASE_URL"] = postgres.url

    def migrate(self):
        """A copy of the tables that this test run has migrated."""
        if self.postgres is not None:
            self.postgres.copy_from(connection.settings_dict)
        self.make_tables()

    def lay_out(self, guests, **quiz):
        """A new quiz: {slots, places: [[attempt, session key] of a guest who may start]}."""
        return self.ask_office("make_exam", guests, quiz)

    def ask_office(self, deed, *words):
        """One of DEEDS, done inside the house by a process that is never killed."""
        if self.postgres is not None:
            wait_until(self.postgres.answers)
        if self.office is None:
            command = "import django; django.setup(); from tests.faults.exam_house import keep_office; keep_office()"
            self.office = subprocess.Popen(
                [sys.executable, "-c", command], cwd=ROOT, env=self.env, start_new_session=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            )  # fmt: skip
        self.office.stdin.write(json.dumps([deed, *words]) + "\n")
        self.office.stdin.flush()
        while not (line := self.office.stdout.readline()).startswith(SAID):
            assert line, f"the office ended at {deed}"
        return json.loads(line.removeprefix(SAID))

    def close(self):
        """End every process."""
        super().close()
        self.kill_ticker()
        if self.office is not None:
            kill(self.office)
            self.office.stdin.close()
            self.office.stdout.close()

    def is_up(self):
        return self.ask("GET", "/healthz")[0] == 200

    def start_ticker(self):
        """The sweeps of this room alone, without a pause."""
        self.ticker = self.ask_office("begin_ticker")

    def kill_ticker(self):
        if self.ticker is not None:
            os.kill(self.ticker, signal.SIGKILL)
            self.ticker = None

    def verdict(self, players):
        """What the oracle complains about; empty when every promise was kept."""
        promises = [(player.public_id, *one) for player in players for one in player.acknowledged]
        receipts = {player.public_id: player.receipt for player in players if player.receipt}
        file = self.var / f"ledger-{uuid.uuid4()}.json"
        file.write_text(json.dumps([promises, receipts]))
        return self.ask_office("judge", str(file))


def guest_wire(port, session, **options):
    """The line of a browser that holds this session."""
    wire = HttpWire("127.0.0.1", port, **options)
    wire.csrf_token = "x" * 32
    wire.cookies = {"hoclieu_session": session, "hoclieu_csrf": wire.csrf_token}
    return wire


class Pupil(threading.Thread):
    """Answers every question twice, mistrusts the line, sometimes reloads, hands in; never gives up early."""

    def __init__(self, port, place, slots, seed):
        super().__init__(daemon=True)
        attempt, session = place
        self._chance = random.Random(seed)
        self._slots = slots
        self._wire = guest_wire(port, session, timeout=15)
        self.player = Client(self._wire, attempt)
        self.past = []  # earlier devices of the same pupil
        self.trouble = ""

    def run(self):
        try:
            self._until(lambda: self.player.start().status == 200)
            for turn in range(2 * len(self._slots)):
                self.player.write(self._slots[turn % len(self._slots)], f"o{self._chance.randint(1, 4)}")
                self._send()
                if self._chance.random() < 0.15:
                    self._reload()
            self._until(self._handed_in)
        except AssertionError as error:
            self.trouble = f"{self.player.public_id}: {error}"
        finally:
            self._wire.close()

    def _send(self):
        """Once, as a player does, without waiting for success; now and then only the newest event, which makes a gap."""
        outbox = self.player.outbox
        self._check(self.player.send(outbox[-1:] if self._chance.random() < 0.2 else None))

    def _reload(self):
        """The page is loaded again: here or on another device, which then brings the unsent rows of the first."""
        if self._chance.random() < 0.5:
            self._until(lambda: self.player.start().status == 200)
            return
        older = self.player
        newer = Client(self._wire, older.public_id)
        self._until(lambda: newer.start().status == 200)
        self._until(lambda: not older.outbox or self._check(older.send()).status == 200)
        self.past.append(older)
        self.player = newer

    def _handed_in(self):
        """A start that the line repeated late may have given the attempt back to the older device: take it up again."""
        answer = self.player.hand_in()
        if answer.data.get("code") == "superseded":
            self.player.start()
            return False
        return self._check(answer).status == 200

    def _check(self, answer):
        """Nothing but success, "not yet" and a fault of the line or the house is ever said."""
        missing = answer.status == 409 and answer.data.get("code") == "missing"
        assert answer.status in {0, 200, 503} or missing, f"{answer.status} {answer.data}"
        return answer

    def _until(self, done):
        end = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < end, "gave up"
            time.sleep(self._chance.uniform(0.01, 0.1))


def sit(port, exam, *, seed, deeds=()):
    """All pupils work while the deeds happen, one after the other at random moments; every device that took part."""
    chance = random.Random(seed)
    pupils = [
        Pupil(port, place, exam["slots"], f"{seed}-{rank}") for rank, place in enumerate(exam["places"])
    ]
    for pupil in pupils:
        pupil.start()
    for deed in deeds:
        time.sleep(chance.uniform(0.1, 0.6))
        deed()
    for pupil in pupils:
        pupil.join(2 * PATIENCE)
    assert not [pupil.trouble for pupil in pupils if pupil.trouble]
    assert all(pupil.player.receipt for pupil in pupils)
    return [device for pupil in pupils for device in (*pupil.past, pupil.player)]


# What follows runs inside the house.


def keep_office():
    """Reads deeds line by line, does them, writes what came of it."""
    for line in sys.stdin:
        deed, *words = json.loads(line)
        print(SAID + json.dumps(done_patiently(DEEDS[deed], words)), flush=True)
        connections.close_all()


def done_patiently(deed, words):
    """Once more while PostgreSQL recovers: it answers for a moment after the kill, then ends everybody's connection."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return deed(*words)
        except (InterfaceError, OperationalError):
            if time.monotonic() > end:
                raise
            connections.close_all()
            time.sleep(0.1)


def make_exam(guests, quiz):
    """A quiz, and guests whose sessions hold an attempt each."""
    teacher = User.objects.filter(username="teacher_a").first()
    if teacher is None:
        with transaction.atomic():
            call_command("load_reference", verbosity=0)
            teacher = make_cast().teacher_a
    made = published_quiz(teacher, questions=3 * QUESTIONS, **quiz)
    items = made.paper.forms.get().package["items"]
    slots = [slot for slot, item in items.items() if item["type"] == "multiple_choice"]
    return {"slots": slots, "places": [_place(made, number) for number in range(guests)]}


def _place(quiz, number):
    guest = Guest.objects.create(quiz=quiz, name=f"Khách {number}", admitted_at=timezone.now())
    return [str(laid_out(quiz, guest=guest).public_id), guest_session(guest)]


def end_time(attempts):
    """What waiting would do."""
    return Attempt.objects.filter(public_id__in=attempts).update(deadline=timezone.now())


def begin_ticker():
    """A process that closes and grades without a pause; its id."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    try:
        while True:
            close_overdue_attempts()
            grade_waiting_attempts()
            time.sleep(0.02)
    finally:
        os._exit(1)  # never back into the office's own loop


def judge(file):
    """After everything: what the oracle complains about."""
    promises, receipts = json.loads(Path(file).read_text())
    while grade_waiting():
        pass
    wrong = broken_promises([tuple(promise) for promise in promises])
    for public_id, receipt in receipts.items():
        attempt = Attempt.objects.select_related("quiz", "form").get(public_id=public_id)
        wrong += complaints_about(attempt)
        if attempt.graded_at is None:
            wrong.append(f"{public_id} was handed in and is not graded")
        held = [one.receipt for one in attempt.submissions.all()]
        if held != [receipt.replace(" ", "")]:
            wrong.append(f"{public_id}: the pupil holds receipt {receipt}, the house {held}")
    return wrong


DEEDS = {deed.__name__: deed for deed in (make_exam, end_time, begin_ticker, judge)}
