"""Is this JSON of that type? Answers of the child are a stranger's words: nothing is converted, nothing left over."""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any

from config.errors import HouseError


class Misshapen(HouseError):
    """The data is not of the type; the text names the place and the type, never the data."""


def shaped(kind: Any, data: Any, where: str = "answer") -> Any:
    """`data` (what `json.loads` gives) as `kind`. Raises Misshapen.

    Known types: dataclasses (every field named, no other; their `__post_init__` may refuse by ValueError), enums by
    value, str, bool, int, float, None, unions, list[…], Sequence[…], dict[str, …], Mapping[str, …], and Any for what is
    checked where it is used. A text never holds what a database or UTF-8 refuses.

    >>> shaped(list[int], [1, 2])
    [1, 2]
    """
    if kind is Any:
        return _sound(data, where)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _object(kind, data, where)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _member(kind, data, where)
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _one_of(inside, data, where)
    if origin in (list, Sequence) and isinstance(data, list):
        return [shaped(inside[0], item, f"{where}[]") for item in data]
    if origin in (dict, Mapping) and isinstance(data, dict):
        return {_text(key, where): shaped(inside[1], value, f"{where}.*") for key, value in data.items()}
    return _plain(kind, data, where)


def _object(kind: type, data: Any, where: str) -> Any:
    hints = _hints(kind)
    if not isinstance(data, dict) or data.keys() != hints.keys():
        raise _wrong(kind, where)
    values = {name: shaped(hints[name], data[name], f"{where}.{name}") for name in hints}
    try:
        return kind(**values)
    except ValueError:
        raise _wrong(kind, where) from None


@cache
def _hints(kind: type) -> dict[str, Any]:
    known = typing.get_type_hints(kind)
    return {field.name: known[field.name] for field in dataclasses.fields(kind)}


def _member(kind: type[Enum], data: Any, where: str) -> Any:
    for member in kind:
        if type(data) is not bool and isinstance(data, str | int) and member.value == data:
            return member
    raise _wrong(kind, where)


def _one_of(kinds: tuple[Any, ...], data: Any, where: str) -> Any:
    for kind in kinds:
        try:
            return shaped(kind, data, where)
        except Misshapen:
            continue
    raise _wrong(kinds, where)


def _plain(kind: Any, data: Any, where: str) -> Any:
    if kind is float and type(data) is int and abs(data) < 2**53:
        return float(data)
    wanted = type(None) if kind is None else kind
    if type(data) is not wanted or wanted not in (str, bool, int, float, type(None)):
        raise _wrong(kind, where)
    return _sound(data, where)


def _sound(data: Any, where: str) -> Any:
    if isinstance(data, str):
        return _text(data, where)
    if isinstance(data, dict):
        return {_text(key, where): _sound(value, where) for key, value in data.items()}
    if isinstance(data, list):
        return [_sound(item, where) for item in data]
    if isinstance(data, float) and not math.isfinite(data):
        raise _wrong(float, where)
    return data


def _text(data: str, where: str) -> str:
    if "\0" in data:
        raise _wrong(str, where)
    if not data.isascii():
        try:
            data.encode()
        except UnicodeEncodeError:
            raise _wrong(str, where) from None
    return data


def _wrong(kind: Any, where: str) -> Misshapen:
    return Misshapen(f"{where} is no {getattr(kind, '__name__', kind)}")
