"""The mended folder transport: whole messages in order, one reader each, bad files set aside."""

import threading
import time

import pytest
from kombu import Connection

from config.jobs.transport import Transport


@pytest.fixture
def connect(tmp_path):
    options = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "polling_interval": 0.01}
    opened = []

    def open_one():
        connection = Connection(transport=Transport, transport_options=options)
        opened.append(connection)
        return connection

    yield open_one
    for connection in opened:
        connection.release()


def read_all(queue):
    messages = []
    while (message := queue.get()) is not None:
        message.ack()
        messages.append(message.payload)
    return messages


def test_messages_come_out_in_the_order_they_went_in(connect):
    queue = connect().SimpleQueue("bells")
    for number in range(50):
        queue.put(number)
    queue = connect().SimpleQueue("bells")
    assert [queue.get(block=True, timeout=1).payload for _ in range(50)] == list(range(50))


def test_no_reader_ever_sees_a_half_written_message(connect, tmp_path):
    stop = threading.Event()
    bad = []

    def watch():
        while not stop.is_set():
            bad.extend(file.name for file in tmp_path.glob("*.msg") if is_empty(file))

    def is_empty(file):
        try:
            return file.stat().st_size == 0
        except FileNotFoundError:
            return False

    watcher = threading.Thread(target=watch)
    watcher.start()
    queue = connect().SimpleQueue("bells")
    for number in range(300):
        queue.put({"number": number, "padding": "x" * 5000})
    stop.set()
    watcher.join()
    assert not bad


def test_torn_files_are_set_aside_and_the_next_message_is_read(connect, tmp_path):
    for name, content in (("0001", b""), ("0002", b'{"body": "W1'), ("0003", b"[]"), ("0004", b"\xff\xfe")):
        (tmp_path / f"{name}.bells.msg").write_bytes(content)
    queue = connect().SimpleQueue("bells")
    queue.put("after the torn ones")
    assert queue.get(block=True, timeout=2).payload == "after the torn ones"
    assert len(list((tmp_path / "unreadable").iterdir())) == 4


def test_two_readers_share_the_messages_without_doubles(connect):
    queue = connect().SimpleQueue("bells")
    for number in range(200):
        queue.put(number)
    got, lock = [], threading.Lock()

    def read():
        own = connect().SimpleQueue("bells")
        until = time.monotonic() + 5
        while time.monotonic() < until and len(got) < 200:
            try:
                message = own.get(block=True, timeout=0.2)
            except own.Empty:
                continue
            message.ack()
            with lock:
                got.append(message.payload)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert sorted(got) == list(range(200))


def test_queues_are_kept_apart_and_can_be_emptied(connect):
    connection = connect()
    bells, others = connection.SimpleQueue("bells"), connection.SimpleQueue("others")
    bells.put(1)
    others.put(2)
    assert (bells.qsize(), others.qsize()) == (1, 1)
    assert bells.clear() == 1
    assert (bells.qsize(), others.qsize()) == (0, 1)
