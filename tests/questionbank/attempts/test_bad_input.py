"""Hostile and broken messages: a clear status, nothing half stored, never a 500."""

import json
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionbank.attempts.messages import HIGHEST_SEQ, Unreadable, read_hand_in, read_save, read_start
from questionbank.attempts.models import Attempt, AttemptState
from tests.factories.attempts import attempt_of, laid_out, player_of, slots_of
from tests.factories.quizzes import published_quiz

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
GOOD = {"seq": 1, "uuid": str(uuid.uuid4()), "epoch": 1, "item": "?", "value": "o1", "elapsed_ms": 5}


def raw(player, body, address="luu", **headers):
    return player.wire.post(
        f"/t/{player.public_id}/{address}/", body, {"X-Attempt-Token": player.token, **headers}
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"7",
        b"null",
        b"{",
        b"[" * 100_000,
        b'{"client_id": NaN}',
        b'{"client_id": 1e999}',
        b'{"client_id": ' + b"9" * 10_000 + b"}",
        b'{"client_id": "x", "epoch": 1, "events": []}',
    ],
    ids=lambda body: repr(body[:20]),
)
@pytest.mark.parametrize("address", ["luu", "nop", "bat-dau"])
def test_what_is_no_message_is_400(player, body, address):
    answer = raw(player, body, address)
    assert (answer.status, answer["code"]) == (400, "unreadable")
    assert not attempt_of(player).events.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 0},
        {"seq": -1},
        {"seq": True},
        {"seq": "1"},
        {"seq": 2**40},
        {"seq": None},
        {"uuid": "x"},
        {"uuid": "{9464056-0e28-40f2-9629-1ec0110ec436"},
        {"uuid": 5},
        {"epoch": 0},
        {"epoch": 1e30},
        {"item": None},
        {"item": ["a"]},
        {"item": {}},
        {"elapsed_ms": -1},
        {"elapsed_ms": 10**15},
        {"elapsed_ms": "soon"},
    ],
    ids=str,
)
def test_an_event_of_wrong_shape_is_400(player, slots, change):
    event = player.write(slots[0], "o1")
    answer = player.send([{**event, **change}])
    assert (answer.status, answer["code"]) == (400, "unreadable")


def test_events_out_of_order_twice_or_too_many_are_400(player, slots):
    first, second = player.write(slots[0], "o1"), player.write(slots[0], "o2")
    for events in ([second, first], [first, first], [first] * 201, "x", [None]):
        assert player.post("luu", player.message(events)).status == 400
    assert not attempt_of(player).events.exists()


@pytest.mark.parametrize(
    ("rank", "value", "code"),
    [
        (0, "o9", "unknown_option"),
        (0, ["o1"], "wrong_shape"),
        (0, {"$gt": ""}, "wrong_shape"),
        (1, {"s9": True}, "unknown_statement"),
        (1, {"s1": 1}, "wrong_shape"),
        (2, 2.7, "wrong_shape"),
        (2, "x" * 501, "too_long"),
        (2, "a\x00b", "unreadable"),
        (2, "\ud800", "unreadable"),
    ],
    ids=str,
)
def test_an_answer_the_question_cannot_have_is_422_and_nothing_is_stored(player, slots, rank, value, code):
    good = player.write(slots[0], "o1")
    bad = player.write(slots[rank], value)
    answer = player.send()
    assert answer.status == 422
    assert answer.data == {"code": "refused", "problems": [{"seq": 2, "code": code}]}
    assert not attempt_of(player).events.exists()
    assert player.hand_in().status == 422
    assert attempt_of(player).state == AttemptState.IN_PROGRESS
    assert player.send([good]).status == 200
    assert bad in player.outbox


def test_a_megabyte_of_text_is_named_and_a_large_heap_is_not_read(player, slots):
    player.write(slots[2], "x" * 1_000_000)
    answer = player.send()
    assert (answer.status, answer["problems"]) == (422, [{"seq": 1, "code": "too_long"}])
    assert raw(player, b"{}" + b" " * 300_000).status == 413
    assert raw(player, b"x" * 3_000_000).status == 413
    assert raw(player, b" " * 300_000, "bat-dau").status == 413


def test_questions_of_another_quiz_are_unknown(player, cast):
    other = slots_of(published_quiz(cast.teacher_b, questions=1))
    for item in (other[0], "", "x" * 5000, "__class__"):
        player.outbox.clear()
        player.write(item, "o1")
        answer = player.send()
        assert (answer.status, answer["problems"][0]["code"]) == (422, "unknown_item")


def test_numbers_beyond_any_day_of_work_are_refused(player, slots):
    player.seq = HIGHEST_SEQ
    player.write(slots[0], "o1")
    answer = player.send()
    assert (answer.status, answer["problems"][0]["code"]) == (422, "too_many")


def test_a_number_with_two_readings_is_kept_as_written(player, slots):
    player.answer(slots[2], " 1.234 ")
    assert attempt_of(player).answers[slots[2]] == [1, 1, "1.234"]


@pytest.mark.parametrize(
    "spoil", [str.upper, lambda text: text[:-1], lambda text: "", lambda text: "x" * 10_000]
)
def test_a_forged_token_opens_nothing(player, slots, spoil):
    player.token = spoil(player.token)
    answer = player.answer(slots[0], "o1")
    assert (answer.status, answer["code"]) == (401, "token")
    assert player.outbox


def test_a_token_opens_its_own_attempt_only_and_runs_out(player, slots, cast, clock):
    quiz = attempt_of(player).quiz
    other = laid_out(quiz, pupil=cast.pupil_b)
    thief = player_of(cast.pupil_a, other)
    thief.token, thief.epoch = player.token, 1
    assert thief.answer(slots[0], "o1").status == 401
    clock.move(hours=24, minutes=14)
    assert player.answer(slots[0], "o1").status == 200
    clock.move(minutes=2)
    assert player.answer(slots[0], "o1").status == 401


def test_an_attempt_that_does_not_count_is_gone_and_keeps_what_it_has(player, slots):
    player.answer(slots[0], "o1")
    Attempt.objects.update(state=AttemptState.VOID)
    for answer in (player.answer(slots[0], "o2"), player.send([]), player.hand_in(), player.start()):
        assert (answer.status, answer["code"]) == (410, "void")
    assert attempt_of(player).events.count() == 1
    Attempt.objects.all().delete()
    assert player.send([]).status == 410


def test_only_a_post_and_only_with_csrf(player, cast):
    browser = player.wire.browser
    for address in ("bat-dau", "luu", "nop"):
        assert browser.get(f"/t/{player.public_id}/{address}/").status_code == 405
    browser.handler.enforce_csrf_checks = True
    assert player.start().status == 403


def test_a_form_with_files_is_no_start(player):
    answer = player.wire.browser.post(f"/t/{player.public_id}/bat-dau/", {"client_id": player.client_id})
    assert answer.status_code == 400


def test_an_unknown_package_is_404(client, db):
    assert client.get("/t/goi/khongcogoi12/").status_code == 404


@settings(max_examples=300, deadline=None)
@given(body=JSON)
def test_readers_refuse_or_read_whatever_comes(body):
    text = json.dumps(body).encode()
    for read in (read_start, read_save, read_hand_in):
        try:
            read(text)
        except Unreadable:
            continue


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.dictionaries(st.sampled_from(sorted(GOOD)), JSON, max_size=3), value=JSON)
def test_mutated_events_are_refused_or_stored_whole(player, slots, changes, value):
    event = {**GOOD, "item": slots[0], "value": value, **changes}
    options = attempt_of(player).form.prepared[slots[0]]["order"]["options"]
    before = attempt_of(player).events.count()
    answer = player.post("luu", player.message([event]))
    stored = attempt_of(player).events.count() - before
    assert answer.status in {200, 400, 409, 422}
    assert stored <= (answer.status in {200, 409})
    for _epoch, _seq, kept in attempt_of(player).answers.values():
        assert kept is None or kept in options
