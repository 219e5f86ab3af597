"""Guessing at one card from many places, and many guesses at the same moment."""

import os
import re
import subprocess
import sys
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from repository.organisations import proof, throttle
from repository.organisations.cards import issue_cards
from repository.organisations.models import SignInFailure

ROOT = Path(__file__).parents[3]
AT_ONCE = 24
NUMBERS = {str(word): number for number, word in enumerate(proof._WORDS, start=proof.SMALLEST)}


@pytest.fixture
def card(cast):
    return issue_cards(cast.teacher_a, class_group=cast.class_a)[0]


def enter(address, code, pin, **fields):
    return Client(REMOTE_ADDR=address).post(reverse("pupil_sign_in"), {"code": code, "pin": pin, **fields})


def guessed_from_many_places(code):
    for number in range(throttle.ANYWHERE_LIMIT):
        assert enter(f"10.0.0.{number}", code, "000000").status_code == 422


def answered(page):
    """The question on the page and its right answer, as a child reads it."""
    text = page.content.decode()
    token = re.search(r'name="proof" value="([^"]+)"', text)[1]
    with translation.override("vi"):
        words = {str(word): number for number, word in enumerate(proof._WORDS, start=proof.SMALLEST)}
    said = page.context["question"].words
    first, second = re.fullmatch(r"(.+) cộng (.+) bằng bao nhiêu\? .*", said[0].lower() + said[1:]).groups()
    return {"proof": token, "sum": str(words[first] + words[second])}


def test_a_card_guessed_at_from_many_places_asks_a_small_question_and_locks_nobody_out(card):
    guessed_from_many_places(card.code)
    page = enter("10.9.9.9", card.code, card.pin)
    assert page.status_code == 422 and page.context["question"] is not None
    assert enter("10.9.9.9", card.code, card.pin, **answered(page)).status_code == 302


def test_without_the_question_no_pin_is_looked_at(card, monkeypatch):
    guessed_from_many_places(card.code)
    looked = []
    monkeypatch.setattr(
        "repository.organisations.views.pupils.pupil_by_pin", lambda code, pin: looked.append(pin)
    )
    for _try in range(5):
        enter("10.9.9.9", card.code, card.pin)
    wrong = answered(enter("10.9.9.9", card.code, card.pin)) | {"sum": "1"}
    enter("10.9.9.9", card.code, card.pin, **wrong)
    assert looked == []


def test_one_answer_serves_one_try_only(card):
    guessed_from_many_places(card.code)
    fields = answered(enter("10.9.9.9", card.code, card.pin))
    assert enter("10.9.9.9", card.code, "000000", **fields).status_code == 422
    assert enter("10.9.9.9", card.code, card.pin, **fields).context["question"] is not None


def test_an_unknown_card_asks_in_the_same_way(db):
    guessed_from_many_places("zzzzzzzz")
    assert enter("10.9.9.9", "zzzzzzzz", "000000").context["question"] is not None


@pytest.mark.parametrize("token", ["", "x", "W10:abc:def", "a" * 5000])
def test_a_made_up_question_is_no_answer(db, token):
    assert not proof.is_answered(token, "12")


RACE = f"""
import django; django.setup()
from threading import Barrier, Thread
from django.db import connection
from django.test import RequestFactory
from repository.organisations.models import SignInFailure
from repository.organisations.throttle import SignInTry
with connection.schema_editor() as editor: editor.create_model(SignInFailure)
barrier, verdicts = Barrier({AT_ONCE}), []
def guess():
    attempt = SignInTry.of(RequestFactory().get("/"), "card:k7m2x9qd", "192.0.2.1")
    barrier.wait()
    verdicts.append(attempt.begin().value)
    connection.close()
threads = [Thread(target=guess) for _ in range({AT_ONCE})]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
at_once = len(verdicts)
barrier = Barrier(1)
[guess() for _ in range({AT_ONCE})]
print(verdicts.count("look"), at_once)
"""


def test_wrong_pins_at_the_same_moment_never_get_more_tries_than_the_limit_on_sqlite(tmp_path):
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "HOCLIEU_VAR": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", RACE], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    looked, tried = map(int, ran.stdout.split())
    assert (tried, looked) == (
        AT_ONCE,
        throttle.PAIR_LIMIT,
    )  # together with those that came later, one by one


@pytest.mark.servers("postgresql")
@pytest.mark.django_db(transaction=True)
def test_wrong_pins_at_the_same_moment_never_get_more_tries_than_the_limit_on_postgresql():
    barrier, verdicts = Barrier(AT_ONCE), []

    def guess():
        attempt = throttle.SignInTry.of(RequestFactory().get("/"), "card:k7m2x9qd", "192.0.2.1")
        barrier.wait()
        verdicts.append(attempt.begin())
        connection.close()

    threads = [Thread(target=guess) for _each in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(verdicts) == AT_ONCE and verdicts.count(throttle.Verdict.LOOK) <= throttle.PAIR_LIMIT
    barrier = Barrier(1)
    for _each in range(AT_ONCE):
        guess()
    assert verdicts.count(throttle.Verdict.LOOK) == throttle.PAIR_LIMIT
    assert SignInFailure.objects.filter(key__isnull=False).count() <= 3 * throttle.PAIR_LIMIT
