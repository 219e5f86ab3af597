"""The fast path in raw SQL: one conditional UPDATE, which is the lock, and one INSERT of events, committed together.

It only takes what continues exactly where the holder stopped, so the newest event of each slot always wins the
projection and the snapshot can be merged in place. PostgreSQL does both in one statement.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from questionbank.attempts.messages import Event
from questionbank.attempts.models import Attempt, AttemptEvent

_ATTEMPT = Attempt._meta.db_table
_EVENT = AttemptEvent._meta.db_table
_COLUMNS = "attempt_id, client_id, seq, uuid, epoch, item, value, client_elapsed_ms, received_at, via, late, conflicting"
_HOLDS = (
    "id = %s AND state = 'in_progress' AND epoch = %s AND holder = %s AND last_seq = %s AND NOT has_gaps "
    "AND deadline >= %s"
)
_POSTGRESQL = f"""
WITH held AS (
    UPDATE {_ATTEMPT}
    SET answers = answers || %s::jsonb, last_seq = %s, revision = revision + 1, last_contact = %s
    WHERE {_HOLDS} RETURNING id, deadline, revision
), kept AS (
    INSERT INTO {_EVENT} ({_COLUMNS})
    SELECT held.id, %s::uuid, e.seq, e.uuid, e.epoch, e.item, e.value, e.elapsed, %s::timestamptz, 'player', FALSE, FALSE
    FROM held, jsonb_to_recordset(%s::jsonb)
        AS e(seq int, uuid uuid, epoch int, item text, value jsonb, elapsed bigint)
)
SELECT deadline, revision FROM held
"""  # noqa: S608 - table and column names of ours
_SQLITE_UPDATE = f"""
UPDATE {_ATTEMPT}
SET answers = json_patch(answers, %s), last_seq = %s, revision = revision + 1, last_contact = %s
WHERE {_HOLDS} RETURNING deadline, revision
"""  # noqa: S608
_SQLITE_INSERT = f"INSERT INTO {_EVENT} ({_COLUMNS}) VALUES "  # noqa: S608
_HEARTBEAT = f"""
UPDATE {_ATTEMPT} SET last_contact = %s
WHERE id = %s AND state = 'in_progress' AND epoch = %s AND holder = %s RETURNING deadline, revision, last_seq
"""  # noqa: S608


class Kept(NamedTuple):
    """What the attempt's row says after the commit."""

    deadline: datetime
    revision: int


class Beat(NamedTuple):
    """What the attempt's row says at a heartbeat of the holder."""

    deadline: datetime
    revision: int
    last_seq: int


def keep_continuation(
    attempt_id: int, client_id: UUID, events: Sequence[Event], *, now: datetime, grace: timedelta
) -> Kept | None:
    """Store checked events of one epoch that continue the holder's; None when this is not what they do.

    Committed when it returns (outside a transaction of the caller).
    """
    first, last = events[0], events[-1]
    if last.seq - first.seq != len(events) - 1 or any(event.epoch != first.epoch for event in events):
        return None
    answers = json.dumps({event.item: [event.epoch, event.seq, event.value] for event in events})
    holds = (attempt_id, first.epoch, _uuid(client_id), first.seq - 1, _time(now - grace))
    values = (answers, last.seq, _time(now), *holds)
    keep = _keep_postgresql if connection.vendor == "postgresql" else _keep_sqlite
    try:
        return keep(attempt_id, client_id, events, values, now)
    except IntegrityError:  # the seq is taken after all: the careful path compares
        return None


def keep_contact(attempt_id: int, client_id: UUID, epoch: int, *, now: datetime) -> Beat | None:
    """A heartbeat of the holder; None when somebody else holds it or it is over."""
    with connection.cursor() as cursor:
        cursor.execute(_HEARTBEAT, [_time(now), attempt_id, epoch, _uuid(client_id)])
        row = cursor.fetchone()
    return Beat(_read_time(row[0]), row[1], row[2]) if row else None


def _keep_postgresql(
    attempt_id: int, client_id: UUID, events: Sequence[Event], values: tuple[Any, ...], now: datetime
) -> Kept | None:
    rows = json.dumps(
        [
            {
                "seq": event.seq,
                "uuid": str(event.uuid),
                "epoch": event.epoch,
                "item": event.item,
                "value": event.value,
                "elapsed": event.elapsed_ms,
            }
            for event in events
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRESQL, [*values, client_id, now, rows])
        row = cursor.fetchone()
    return Kept(*row) if row else None


def _keep_sqlite(
    attempt_id: int, client_id: UUID, events: Sequence[Event], values: tuple[Any, ...], now: datetime
) -> Kept | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SQLITE_UPDATE, values)
        row = cursor.fetchone()
        if row is None:
            return None
        flat: list[Any] = []
        noted = _time(now)
        for event in events:
            value = None if event.value is None else json.dumps(event.value)
            flat += (attempt_id, client_id.hex, event.seq, event.uuid.hex, event.epoch, event.item, value)
            flat += (event.elapsed_ms, noted, "player", False, False)
        cursor.execute(_SQLITE_INSERT + ", ".join([f"({', '.join(['%s'] * 12)})"] * len(events)), flat)
    return Kept(_read_time(row[0]), row[1])


def _uuid(value: UUID) -> Any:
    return value if connection.features.has_native_uuid_field else value.hex


def _time(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _read_time(value: datetime) -> datetime:
    """SQLite gives UTC without saying so."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)
