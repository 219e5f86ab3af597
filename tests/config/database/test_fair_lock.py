"""The fair turn: writers wait in a queue, nested transactions hold it once, and it is always given back."""

import sqlite3
import threading
import time

import pytest
from django.db import connections, transaction
from django.db.utils import IntegrityError, OperationalError

from config.database.sqlite.base import DatabaseWrapper
from config.database.sqlite.turn import TurnTimeout, WriteTurn


@pytest.fixture
def connect(tmp_path, django_db_blocker):
    """Opens connections to one database file; `atomic(connection)` works on them as on Django's own."""
    opened = []

    def open_one(name=None, timeout=20):
        values = {
            "NAME": str(name or tmp_path / "house.sqlite3"),
            "ENGINE": "config.database.sqlite",
            "OPTIONS": {"timeout": timeout},
            "ATOMIC_REQUESTS": False,
            "AUTOCOMMIT": True,
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": False,
            "TIME_ZONE": None,
            "TEST": {"NAME": None},
        }
        connection = DatabaseWrapper(values, f"house{len(opened)}")
        connection.inc_thread_sharing()
        opened.append(connection)
        return connection

    with django_db_blocker.unblock():
        yield open_one
        for connection in opened:
            connection.close()


def atomic(connection):
    """`transaction.atomic` on a given connection, in any thread."""
    connections[connection.alias] = connection
    return transaction.atomic(using=connection.alias)


def run(connection, sql, *params):
    with connection.cursor() as cursor:
        return cursor.execute(sql, params).fetchall()


@pytest.fixture
def table(connect):
    connection = connect()
    run(connection, "CREATE TABLE saves (id INTEGER PRIMARY KEY, body TEXT UNIQUE)")
    return connection


def is_free(connection):
    # A short wait: the thread of an earlier look may hold the lock for a moment before it leaves the queue.
    turn = WriteTurn(connection._turn._path, timeout=0.3)
    try:
        turn.take()
    except TurnTimeout:
        return False
    finally:
        turn.close()
    return True


def test_the_database_is_write_ahead_and_fully_synchronised(table):
    assert run(table, "PRAGMA journal_mode")[0][0] == "wal"
    assert run(table, "PRAGMA synchronous")[0][0] == 2
    assert table.transaction_mode == "IMMEDIATE"


def test_the_turn_lasts_from_begin_to_commit(table):
    with atomic(table):
        assert not is_free(table)
        run(table, "INSERT INTO saves (body) VALUES (%s)", "a")
    assert is_free(table)


def test_nested_transactions_hold_it_once_until_the_outermost_ends(table):
    with atomic(table):
        with pytest.raises(IntegrityError), atomic(table):
            run(table, "INSERT INTO saves (id, body) VALUES (1, 'a')")
            run(table, "INSERT INTO saves (id, body) VALUES (1, 'b')")
        assert not is_free(table)
        run(table, "INSERT INTO saves (body) VALUES ('c')")
    assert is_free(table)
    assert [row[0] for row in run(table, "SELECT body FROM saves")] == ["c"]


def test_roll_back_and_close_give_it_back(table, connect):
    with pytest.raises(RuntimeError), atomic(table):
        raise RuntimeError
    assert is_free(table)
    other = connect()
    run(other, "SELECT 1")
    other._turn.take()
    assert not is_free(table)
    other.close()
    assert is_free(table)


def test_reading_needs_no_turn(table, connect):
    reader = connect()
    with atomic(table):
        assert run(reader, "SELECT count(*) FROM saves") == [(0,)]


def test_a_single_statement_waits_for_its_turn_too(table, connect):
    other = connect()
    began = threading.Event()
    order = []

    def write_slowly():
        with atomic(table):
            began.set()
            time.sleep(0.2)
            order.append("transaction")

    writer = threading.Thread(target=write_slowly)
    writer.start()
    began.wait()
    run(other, "INSERT INTO saves (body) VALUES ('single')")
    order.append("single")
    writer.join()
    assert order == ["transaction", "single"]
    assert is_free(table)


def test_waiting_ends_with_a_plain_error_and_the_queue_goes_on(table, connect):
    hasty = connect(timeout=0.2)
    with atomic(table):
        with pytest.raises(OperationalError, match="locked"), atomic(hasty):
            pass
    with atomic(hasty):
        run(hasty, "INSERT INTO saves (body) VALUES ('later')")
    assert is_free(table)


def test_many_writers_lose_nothing_and_nobody_starves(table, connect):
    waits, errors = [], []

    def write(number):
        connection = connect()
        for step in range(25):
            began = time.monotonic()
            try:
                with atomic(connection):
                    run(connection, "INSERT INTO saves (body) VALUES (%s)", f"{number}-{step}")
                    time.sleep(0.001)
            except OperationalError as error:
                errors.append(error)
            waits.append(time.monotonic() - began)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not errors
    assert run(table, "SELECT count(*) FROM saves") == [(200,)]
    assert max(waits) < 5


def test_a_writer_that_ignores_the_turn_does_no_harm(table, tmp_path):
    stranger = sqlite3.connect(tmp_path / "house.sqlite3", timeout=5)
    with atomic(table):
        run(table, "INSERT INTO saves (body) VALUES ('ours')")
    with stranger:
        stranger.execute("INSERT INTO saves (body) VALUES ('theirs')")
    stranger.close()
    assert run(table, "SELECT count(*) FROM saves") == [(2,)]


def test_a_database_in_memory_has_no_turn(connect):
    connection = connect(name="file:memory_of_one?mode=memory&cache=shared")
    with atomic(connection):
        run(connection, "CREATE TABLE t (x)")
    assert connection._turn is None
