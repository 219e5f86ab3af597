"""What a player sends, read from hostile bytes (docs/attempt-protocol.md). Nothing here asks the database."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, NoReturn
from uuid import UUID

from config.errors import HouseError

JSON = Any
LARGEST_BODY = 256 * 1024
MOST_EVENTS = 200
HIGHEST_SEQ = 20_000  # a pupil who answers every second of a long day stays below
_HIGHEST_NUMBER = 2**31 - 1
_LONGEST_ELAPSED = 7 * 24 * 3600 * 1000


class Unreadable(HouseError):
    """Not a message of the protocol."""

    code = "unreadable"


class Event(NamedTuple):
    """One answer as the player sends it; `value` is raw until the form has checked it."""

    seq: int
    uuid: UUID
    epoch: int
    item: str
    value: JSON
    elapsed_ms: int


@dataclass(frozen=True)
class SaveMessage:
    """Events of one client in rising order; none = a heartbeat."""

    client_id: UUID
    epoch: int
    events: tuple[Event, ...]


@dataclass(frozen=True)
class HandInMessage(SaveMessage):
    """The hand-in with whatever is still unsent. `set_aside`: seqs that the server refused for ever (422)."""

    idempotency_key: UUID
    last_seq: int
    set_aside: frozenset[int] = frozenset()


def read_start(body: bytes) -> UUID:
    """The client id of a start or resume."""
    return _uuid(_object(body).get("client_id"))


def read_save(body: bytes) -> SaveMessage:
    """{client_id, epoch, events}; raises Unreadable."""
    data = _object(body)
    return SaveMessage(_uuid(data.get("client_id")), _number(data.get("epoch"), low=1), _events(data))


def read_hand_in(body: bytes) -> HandInMessage:
    """{client_id, epoch, idempotency_key, last_seq, events, set_aside?}; raises Unreadable."""
    data = _object(body)
    aside = data.get("set_aside", [])
    if not isinstance(aside, list) or len(aside) > HIGHEST_SEQ:
        _refuse()
    return HandInMessage(
        client_id=_uuid(data.get("client_id")),
        epoch=_number(data.get("epoch"), low=1),
        events=_events(data),
        idempotency_key=_uuid(data.get("idempotency_key")),
        last_seq=_number(data.get("last_seq"), low=0),
        set_aside=frozenset(_number(seq, low=1) for seq in aside),
    )


def _object(body: bytes) -> Mapping[str, JSON]:
    try:
        data = json.loads(body, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        raise Unreadable("not JSON") from None
    return data if isinstance(data, dict) else _refuse()


def _events(data: Mapping[str, JSON]) -> tuple[Event, ...]:
    rows = data.get("events", [])
    if not isinstance(rows, list) or len(rows) > MOST_EVENTS:
        _refuse()
    events = tuple(map(_event, rows))
    if any(later.seq <= earlier.seq for earlier, later in pairwise(events)):
        _refuse()
    return events


def _event(data: JSON) -> Event:
    if not isinstance(data, dict) or not isinstance(data.get("item"), str):
        _refuse()
    return Event(
        seq=_number(data.get("seq"), low=1),
        uuid=_uuid(data.get("uuid")),
        epoch=_number(data.get("epoch"), low=1),
        item=data["item"],
        value=data.get("value"),
        elapsed_ms=_number(data.get("elapsed_ms", 0), low=0, high=_LONGEST_ELAPSED),
    )


def _uuid(value: JSON) -> UUID:
    """A UUID in its canonical writing."""
    if not isinstance(value, str) or len(value) != 36:
        _refuse()
    try:
        return UUID(value)
    except ValueError:
        raise Unreadable("not a UUID") from None


def _number(value: JSON, *, low: int, high: int = _HIGHEST_NUMBER) -> int:
    """A whole number; clocks of browsers also send 61234.0 or 61234.5."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        _refuse()
    return int(value)


def _finite(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _refuse()


def _refuse(_text: str = "") -> NoReturn:
    raise Unreadable("not a message of the protocol")
