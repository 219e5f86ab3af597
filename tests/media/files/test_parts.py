"""Parts as objects: any machine takes the next one, and of two writers at one place one wins. On the disk: test_uploads."""

import os

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from config.errors import Conflict, Refused
from media.files import parts
from media.files.parts.bucket import Piece, reaching
from media.storage.stores import store_at
from tests.media.files.conftest import arrived
from tests.suites import apart

NAME = "k7m2x9qd4hvr"


def send(data, at, rows, *, name=NAME):
    """One part, as `receive_part` sends it: `rows` stands for the row's offset."""
    with parts.appender(name, at) as part:
        part.begin(lambda: rows["offset"])
        part.write(data)
        part.commit(lambda offset: moved(rows, at, offset))


def moved(rows, known, offset):
    if rows["offset"] != known:
        return False
    rows["offset"] = offset
    return True


@pytest.fixture(params=["file", pytest.param("s3", marks=pytest.mark.servers("s3"))])
def kind(request, settings, tmp_path):
    settings.VAR_DIR, settings.UPLOAD_DIR = tmp_path, tmp_path / "uploads"
    settings.FILES_URL = apart(os.environ["FILES_URL"]) if request.param == "s3" else ""
    return request.param


def test_parts_become_the_file(kind):
    rows = {"offset": 0}
    for at, data in ((0, b"abc"), (3, b"defgh"), (8, b"i" * 200_000)):
        send(data, at, rows)
    assert arrived(NAME) == b"abcdefgh" + b"i" * 200_000
    parts.forget_part(NAME)
    assert arrived(NAME) is None
    parts.forget_part(NAME)


def test_who_comes_second_at_one_place_changes_nothing(kind):
    rows = {"offset": 0}
    with parts.appender(NAME, 0) as slow:
        slow.begin(lambda: rows["offset"])
        slow.write(b"abc")
        send(b"ABCDE", 0, rows)
        with pytest.raises(Conflict):
            slow.commit(lambda offset: moved(rows, 0, offset))
    with pytest.raises(Conflict):
        send(b"xyz", 0, rows)
    send(b"fgh", 5, rows)
    assert arrived(NAME) == b"ABCDEfgh"


def test_what_a_killed_writer_left_behind_stands_in_nobody_s_way(kind):
    """Stored, and not noted in the rows."""
    rows = {"offset": 0}
    send(b"abc", 0, rows)
    with parts.appender(NAME, 3) as killed:
        killed.begin(lambda: 3)
        killed.write(b"XXXXXXX")
        with pytest.raises(KeyboardInterrupt):
            killed.commit(interrupted)
    send(b"de", 3, rows)
    send(b"fgh", 5, rows)
    with parts.opened(NAME, 8) as path:
        assert path.read_bytes() == b"abcdefgh"


def interrupted(offset):
    raise KeyboardInterrupt


def test_what_is_lost_is_said(kind):
    with parts.appender(NAME, 3) as part, pytest.raises(Refused) as refusal:
        part.begin(lambda: 3)
    assert refusal.value.code == "gone"


def test_a_part_that_is_taken_back_is_sent_again(kind):
    rows = {"offset": 0}
    with parts.appender(NAME, 0) as part:
        part.begin(lambda: 0)
        part.write(b"damaged")
        part.roll_back()
        part.write(b"whole")
        part.commit(lambda offset: moved(rows, 0, offset))
    assert (rows["offset"], arrived(NAME)) == (5, b"whole")


def test_a_store_that_is_away_is_no_loss(settings, tmp_path, monkeypatch):
    """The person is told in words and may go on later; nothing is counted."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "y")
    settings.VAR_DIR, settings.FILES_URL = tmp_path, "s3://hoclieu?endpoint=http://127.0.0.1:9"
    with pytest.raises(parts.StoreSilent):
        parts.keep_whole(NAME, [b"abc"], size=3)


@pytest.mark.servers("s3")
@pytest.mark.parametrize("name", ["", "../x", "a/b", "A", "x" * 80])
def test_a_name_leads_nowhere_else(name, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    assert store_at(settings.FILES_URL).bucket
    with override_settings(UPLOAD_DIR=tmp_path), pytest.raises(ValueError):
        parts.keep_whole(name, [b"x"], size=1)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=12), st.integers(0, 8))
def test_a_chain_is_unbroken_or_there_is_none(spans, size):
    pieces = [Piece(start, stop, f"{number}") for number, (start, stop) in enumerate(spans) if start < stop]
    chain = reaching(pieces, size)
    reachable = {0}
    for _each in pieces:
        reachable |= {piece.stop for piece in pieces if piece.start in reachable}
    assert (chain is not None) == (size in reachable)
    at = 0
    for piece in chain or []:
        assert piece in pieces and piece.start == at
        at = piece.stop
    assert chain is None or at == size
