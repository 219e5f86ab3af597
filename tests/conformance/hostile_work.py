"""What a parser that a stranger's file has taken over may do. Runs in the child of `config.sandbox` only."""

import fcntl
import os
import signal
import sys
import time

from config.registry import named

ANSWERS = range(3, 10)  # one of these numbers is the way to the parent


def spins(**request):
    while True:
        pass


def sleeps(**request):
    signal.setitimer(signal.ITIMER_REAL, 0)
    time.sleep(600)


def eats_memory(**request):
    eaten = []
    while True:
        eaten.append(bytearray(16 * 1024 * 1024))


def crashes(**request):
    os.kill(os.getpid(), signal.SIGSEGV)


def raises(**request):
    raise ValueError("nonsense")


def leaves(**request):
    os._exit(0)


def fills_the_disk(**request):
    with open(os.path.join(request["folder"], "full"), "wb") as file:
        file.seek(request["bytes"])
        file.write(b"x" * 65536)
    return []


def answers_without_end(**request):
    while True:
        _say(b"[" + b"1," * 32_000)


def answers_twice(**request):
    _say(b'{"copied": true}')
    return {"copied": True}


def answers_raw(text, **request):
    _say(text.encode("latin-1"))
    os._exit(0)


def prints(**request):
    os.write(1, b"I am the answer")
    print("and I, too")
    return ["sound"]


def leaves_somebody_behind(lock, **request):
    """The grandchild holds a lock, and the line to the parent, for as long as it lives."""
    told, tell = os.pipe()
    if not os.fork():
        file = os.open(lock, os.O_RDWR | os.O_CREAT)
        fcntl.flock(file, fcntl.LOCK_EX)
        os.write(tell, b"x")
        time.sleep(600)
    os.read(told, 1)
    return ["sound"]


def leaves_somebody_behind_who_says_nothing(lock, **request):
    """The same, but the grandchild closes the line, so that the parent sees an end."""
    told, tell = os.pipe()
    if not os.fork():
        file = os.open(lock, os.O_RDWR | os.O_CREAT)
        fcntl.flock(file, fcntl.LOCK_EX)
        os.write(tell, b"x")
        os.closerange(0, file)
        time.sleep(600)
    os.read(told, 1)
    return ["sound"]


def works_and_tells(run, request):
    """The real work, then the names of everything that the child holds of ours."""
    named(run)(**request)
    return sorted((*sys.modules, *os.environ))


def _say(data):
    said = 0
    for number in ANSWERS:
        try:
            os.write(number, data)
            said += 1
        except OSError:
            continue
    if not said:
        os._exit(7)
