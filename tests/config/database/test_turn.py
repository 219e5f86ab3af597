"""Work in the background leaves the turn to people: it pauses as long as it held it."""

import pytest

from config.database.sqlite import turn
from config.database.sqlite.turn import LONGEST_PAUSE, WriteTurn


@pytest.fixture
def pauses(monkeypatch):
    """What a process that writes in the background would sleep, on a clock of our own."""
    slept, clock = [], iter(range(100))
    monkeypatch.setattr(turn, "_background", True)
    monkeypatch.setattr(turn.time, "sleep", slept.append)
    monkeypatch.setattr(turn.time, "monotonic", lambda: next(clock) / 10)
    return slept


def test_it_pauses_as_long_as_it_wrote_and_not_longer_than_a_quarter_of_a_second(
    pauses, tmp_path, monkeypatch
):
    queue = WriteTurn(str(tmp_path / "turn"), timeout=1)
    queue.take()
    queue.give()
    assert pauses == [pytest.approx(0.1)]
    queue.take()
    for _second in range(5):
        turn.time.monotonic()
    queue.give()
    assert pauses[1] == LONGEST_PAUSE


def test_it_pauses_after_it_has_let_the_next_one_in(tmp_path, monkeypatch):
    first, second = (WriteTurn(str(tmp_path / "turn"), timeout=1) for _one in range(2))
    monkeypatch.setattr(turn, "_background", True)
    monkeypatch.setattr(turn.time, "sleep", lambda seconds: second.take())
    first.take()
    first.give()
    assert second.held and not first.held


def test_people_do_not_pause(tmp_path, monkeypatch):
    slept = []
    monkeypatch.setattr(turn.time, "sleep", slept.append)
    queue = WriteTurn(str(tmp_path / "turn"), timeout=1)
    queue.take()
    queue.give()
    assert slept == []
