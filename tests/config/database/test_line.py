"""The line of writers inside one process: in order, without the system, and never in the way of other processes."""

import os
import subprocess
import sys
import threading

import pytest

from config.database.sqlite import line as room
from config.database.sqlite.line import Line, Place, TurnTimeout

PATIENCE = 20


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "house.sqlite3.turn")


@pytest.fixture
def line(path):
    return Line(path)


def wait_until(true, *arguments):
    """Looks again and again, with an end."""
    for _look in range(2000):
        if true(*arguments):
            return
        threading.Event().wait(0.005)
    raise AssertionError("it did not come about")


def lines_up(line, work):
    """A thread that takes its turn and does `work`; it stands in the line when this returns."""
    before = len(line._waiting)

    def run():
        line.enter(PATIENCE)
        work()
        line.leave(hand_on=True)

    thread = threading.Thread(target=run)
    thread.start()
    wait_until(lambda: len(line._waiting) > before)
    return thread


class Neighbour:
    """Another process that writes to the same database; `waits` once it has asked for the turn."""

    PROGRAM = (
        "import sys; from config.database.sqlite.line import Line; line = Line(sys.argv[1]); print('asks', flush=True);"
        "line.enter(20); print('has it', flush=True); sys.stdin.readline(); line.leave(hand_on=True);"
        "print('gave it', flush=True)"
    )

    def __init__(self, path):
        command = [sys.executable, "-c", self.PROGRAM, path]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.says("asks")

    def says(self, words):
        assert self.process.stdout.readline().strip() == words

    def ends(self):
        self.process.communicate("\n", timeout=PATIENCE)
        assert self.process.returncode == 0


@pytest.fixture
def neighbour(path):
    made = []

    def move_in():
        made.append(Neighbour(path))
        return made[-1]

    yield move_in
    for one in made:
        one.process.kill()
        one.process.communicate()


def test_threads_have_their_turns_in_the_order_in_which_they_came(line):
    order = []
    line.enter(PATIENCE)
    threads = [lines_up(line, lambda number=number: order.append(number)) for number in range(6)]
    line.leave(hand_on=True)
    for thread in threads:
        thread.join(PATIENCE)
    assert order == list(range(6))


def test_inside_a_process_the_lock_is_handed_on_without_the_system(line, monkeypatch):
    asked = []
    line.enter(PATIENCE)
    threads = [lines_up(line, lambda: None) for _thread in range(3)]
    monkeypatch.setattr(line._lock, "take", asked.append)
    monkeypatch.setattr(room, "_Waiter", None)
    line.leave(hand_on=True)
    for thread in threads:
        thread.join(PATIENCE)
    assert asked == []


def test_another_process_that_waits_comes_before_the_next_thread(line, neighbour):
    """However many threads of ours stand in the line."""
    line.enter(PATIENCE)
    other = neighbour()
    wait_until(line._lock.is_wanted)
    ours = []
    threads = [lines_up(line, lambda: ours.append(1)) for _thread in range(3)]
    line.leave(hand_on=True)
    other.says("has it")
    assert ours == []
    other.ends()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(ours) == 3


def test_a_process_that_is_killed_with_the_turn_stops_nobody(line, neighbour):
    other = neighbour()
    other.says("has it")
    other.process.kill()
    line.enter(PATIENCE)
    line.leave(hand_on=True)


def test_whose_time_is_up_leaves_the_line_and_the_others_go_on(line, neighbour):
    other = neighbour()
    other.says("has it")
    with pytest.raises(TurnTimeout):
        line.enter(0.05)
    thread = lines_up_behind(line)
    with pytest.raises(TurnTimeout):
        line.enter(0.05)
    other.ends()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    line.enter(PATIENCE)
    line.leave(hand_on=True)
    assert not line._lock.is_held


def lines_up_behind(line):
    """A thread that fetches the lock from another process."""

    def run():
        line.enter(PATIENCE)
        line.leave(hand_on=True)

    thread = threading.Thread(target=run)
    thread.start()
    wait_until(lambda: line._is_taken and line._lock.is_wanted())
    return thread


def test_a_call_that_comes_as_the_time_is_up_is_taken(line, monkeypatch):
    line.enter(PATIENCE)

    def called_too_late(place, timeout):
        line.leave(hand_on=True)
        return False

    monkeypatch.setattr(Place, "wait", called_too_late)
    line.enter(1)
    assert line._lock.is_held
    line.leave(hand_on=True)
    assert not line._lock.is_held


def test_who_is_torn_away_while_waiting_passes_the_turn_on(line, monkeypatch):
    """A signal that raises, in the very moment of the call."""
    line.enter(PATIENCE)

    def torn_away(place, timeout):
        line.leave(hand_on=True)
        raise KeyboardInterrupt

    with monkeypatch.context() as meanwhile, pytest.raises(KeyboardInterrupt):
        meanwhile.setattr(Place, "wait", torn_away)
        line.enter(1)
    assert not line._lock.is_held
    line.enter(0.1)
    line.leave(hand_on=True)


def test_work_in_the_background_gives_the_lock_back_each_time(line, monkeypatch):
    line.enter(PATIENCE)
    fetched = []
    take = line._lock.take
    monkeypatch.setattr(line._lock, "take", lambda timeout: (fetched.append(1), take(timeout)))
    thread = lines_up(line, lambda: None)
    line.leave(hand_on=False)
    thread.join(PATIENCE)
    assert fetched == [1]


def test_a_child_just_forked_starts_with_a_line_of_its_own(path):
    ours = room.line_of(path)
    ours.enter(PATIENCE)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - in the child
        try:
            room.line_of(path).enter(0.05)
            os.write(writing, b"it has it too")
        except TurnTimeout:
            os.write(writing, b"waits")
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 100) == b"waits"
    assert ours._lock.is_held
    ours.leave(hand_on=True)
    other = Line(path)
    other.enter(0.5)
    other.leave(hand_on=True)
