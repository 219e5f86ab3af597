"""All work of the child process, on arrival: sound requests are answered, whatever is hostile becomes a WorkFailed.

New work falls under these by being registered in its room's `sandbox.py`; nothing here is to be changed for it.
"""

import dataclasses
import fcntl
import importlib
import json
import random
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from config.registry import DuplicateKey
from config.sandbox.runner import PROJECT_ROOT, Failure, WorkFailed, answered
from config.sandbox.shape import Misshapen, shaped
from config.sandbox.works import WORKS, Work
from tests.architecture.source import modules

HOSTILE = "tests.conformance.hostile_work."
FILES = [path for path in modules() if path.endswith("/sandbox.py")]
for path in FILES:
    importlib.import_module(path.removesuffix(".py").replace("/", "."))

GARBAGE = [None, True, 7, -1.5, "", "text", [], [[]], {}, {"": {}}, [None], {"copied": "yes"}, {"files": 1}]
RAW = {
    "nothing": "",
    "not json": "{'a': 1}",
    "half": '{"a": [1, 2',
    "two": "{} {}",
    "deep": "[" * 200_000,
    "deep and whole": "[" * 900 + "]" * 900,
    "no number": '{"duration": NaN}',
    "too great a number": "1e999",
    "a long number": "9" * 100_000,
    "not utf-8": '"\xff\xfe"',
    "half a sign": '["\\ud800"]',
    "a sign of nothing": '["\\u0000"]',
}


@pytest.fixture(params=WORKS.keys())
def kind(request) -> Work:
    return WORKS[request.param]


def turned(kind: Work, function: str, **limits) -> Work:
    """The same work, taken over by a stranger."""
    tight = dataclasses.replace(kind.limits, **{"wall_seconds": 20, **limits})
    return dataclasses.replace(kind, run=HOSTILE + function, limits=tight)


def failure(kind: Work, **request) -> Failure:
    with pytest.raises(WorkFailed) as failed:
        kind.ask(**request)
    return failed.value.failure


def test_there_is_work_of_two_floors():
    assert {name.partition(".")[0] for name in WORKS.keys()} >= {"media", "repository"}


def test_it_is_named_after_its_room_and_nobody_takes_its_name(kind):
    room = kind.name.rpartition(".")[0]
    assert f"{room.replace('.', '/')}/sandbox.py" in FILES
    assert kind.run.startswith(f"{room}.")
    with pytest.raises(DuplicateKey):
        WORKS.add(kind.name, object())


def test_it_has_limits(kind):
    limits = kind.limits
    assert 0 < limits.cpu_seconds <= 180 and 0 < limits.wall_seconds <= 180
    assert 0 < limits.memory_mb <= 500 and 0 < limits.answer_bytes <= 64 * 1024 * 1024


def test_sound_requests_are_answered(kind, tmp_path):
    requests = list(kind.requests(tmp_path))
    assert requests
    for request in requests:
        kind.ask(**request)


def spoiled(data: bytes):
    """The same file as nobody should get it."""
    chance = random.Random(len(data))
    yield b""
    yield data[: len(data) // 2]
    yield data[:-3]
    yield b"PK\x03\x04" + chance.randbytes(500)
    yield b"\0" * 200_000
    yield data + b"\0" * (70 * 1024 * 1024)
    damaged = bytearray(data)
    for _place in range(40):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    yield bytes(damaged)
    if data.startswith(b"PK"):
        yield bombed(data, b"<a>" * 1_000_000)
        yield bombed(data, b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
        yield bombed(data, b" " * 30_000_000)


def bombed(data: bytes, content: bytes) -> bytes:
    """Every part of the package replaced."""
    source, out = zipfile.ZipFile(BytesIO(data)), BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist()[:12]:
            archive.writestr(name, content)
    return out.getvalue()


def test_a_spoiled_file_gets_an_answer_or_fails_in_words(kind, tmp_path):
    request = list(kind.requests(tmp_path))[-1]
    (field,) = [name for name, value in request.items() if isinstance(value, str) and Path(value).is_file()]
    path = Path(request[field])
    for data in spoiled(path.read_bytes()):
        path.write_bytes(data)
        try:
            kind.ask(**request)
        except WorkFailed as failed:
            assert failed.failure is Failure.CRASHED, len(
                data
            )  # none of these may be a matter of time or room


def test_a_file_that_is_gone_or_a_folder_is_no_way_out(kind, tmp_path):
    request = list(kind.requests(tmp_path))[-1]
    (field,) = [name for name, value in request.items() if isinstance(value, str) and Path(value).is_file()]
    for instead in (str(tmp_path / "gone"), str(tmp_path)):
        try:
            dataclasses.replace(kind, limits=dataclasses.replace(kind.limits, cpu_seconds=2)).ask(
                **{**request, field: instead}
            )
        except WorkFailed:
            continue


@pytest.mark.parametrize(
    ("function", "limits", "expected"),
    [
        ("spins", {"cpu_seconds": 1}, Failure.TOO_HEAVY),
        ("sleeps", {"wall_seconds": 0.6}, Failure.TOO_HEAVY),
        ("eats_memory", {}, Failure.TOO_HEAVY),
        ("answers_without_end", {}, Failure.TOO_HEAVY),
        ("crashes", {}, Failure.CRASHED),
        ("raises", {}, Failure.CRASHED),
        ("leaves", {}, Failure.CRASHED),
        ("answers_twice", {}, Failure.CRASHED),
        ("no_such_function", {}, Failure.CRASHED),
    ],
)
def test_a_child_that_is_taken_over_costs_no_more_than_its_limits(kind, function, limits, expected):
    assert failure(turned(kind, function, **limits)) is expected


def test_it_writes_no_more_than_it_may(kind, tmp_path):
    limits = dataclasses.replace(kind.limits, file_bytes=1_000_000)
    one = dataclasses.replace(turned(kind, "fills_the_disk"), limits=limits)
    assert failure(one, folder=str(tmp_path), bytes=999_999)
    assert (tmp_path / "full").stat().st_size <= 1_000_000


@pytest.mark.parametrize("said", RAW.values(), ids=RAW)
def test_a_garbled_answer_is_none(kind, said):
    assert failure(turned(kind, "answers_raw"), text=said) is Failure.CRASHED


def leaves_of(data, path=()):
    """Every place of an answer that holds a plain value."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves_of(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data[:3]):
            yield from leaves_of(value, (*path, index))
    else:
        yield path


def changed(data, path, value):
    copy = json.loads(json.dumps(data))
    place = copy
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return copy


def test_an_answer_of_another_shape_is_none(kind, tmp_path):
    """Every value of a sound answer is replaced by one of another kind, every field left out, one added."""
    with pytest.raises(Misshapen):
        shaped(kind.answer, object())
    assert sum(_is_refused(kind, answer) for answer in GARBAGE) >= len(GARBAGE) - 2  # [] may be a sound list
    for request in kind.requests(tmp_path):
        sound = answered(kind.run, request, kind.limits)
        shaped(kind.answer, sound)
        for path in leaves_of(sound):
            if path:
                for other in ({}, [{}], "\0", "\ud800", {"x": object}):
                    if other == "\0" or other == "\ud800" or not _is_free(path):
                        copy = changed(sound, path, None)
                        _place(copy, path, other)
                        assert _is_refused(kind, copy), (path, other)
        if isinstance(sound, dict):
            for name in sound:
                assert _is_refused(kind, {key: value for key, value in sound.items() if key != name})
            assert _is_refused(kind, {**sound, "more": 1})


def _place(data, path, value):
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


def _is_free(path) -> bool:
    """Looks of formulas are lists of any depth; whoever draws them checks them."""
    return "formulas" in path


def _is_refused(kind: Work, answer) -> bool:
    try:
        shaped(kind.answer, answer)
    except Misshapen:
        return True
    return False


def test_the_child_knows_neither_models_nor_settings_nor_secrets(kind, monkeypatch, tmp_path):
    """What it has loaded after its work, and its environment."""
    monkeypatch.setenv("SECRET_KEY", "x" * 50)
    monkeypatch.setenv("DATABASE_URL", "postgresql://a:b@localhost/c")
    module, _, _function = kind.run.rpartition(".")
    request = next(kind.requests(tmp_path))
    held = answered(f"{HOSTILE}works_and_tells", {"run": kind.run, "request": request}, kind.limits)
    assert module in held
    strangers = ("django.db", "celery", "wagtail", "config.settings", "config.jobs", "config.accounts")
    assert [name for name in held if name.startswith(strangers)] == []
    assert not {"SECRET_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"} & set(held)


def some_work(function: str, **limits) -> Work:
    """Work of nobody, for the mechanics that do not depend on the kind."""
    kind = WORKS["media.formats.previews"]
    return dataclasses.replace(turned(kind, function, **limits), answer=list[str])


def test_what_is_printed_does_not_spoil_the_answer():
    assert some_work("prints").ask() == ["sound"]


def test_nobody_is_left_behind(tmp_path):
    """The lock is free at once: whoever held it is dead. Waiting here for ever would be the failure."""
    lock = tmp_path / "lock"
    assert some_work("leaves_somebody_behind_who_says_nothing").ask(lock=str(lock)) == ["sound"]
    with lock.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
    held = failure(some_work("leaves_somebody_behind", wall_seconds=2), lock=str(tmp_path / "other"))
    assert held is Failure.TOO_HEAVY
    with (tmp_path / "other").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)


def test_a_large_request_reaches_a_child_that_does_not_listen():
    """A pipe would hold 64 KB and then us."""
    assert failure(some_work("no_such_function"), text="x" * 3_000_000) is Failure.CRASHED


def test_the_child_stands_where_the_house_stands():
    assert (PROJECT_ROOT / "manage.py").exists()
