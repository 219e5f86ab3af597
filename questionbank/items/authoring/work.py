"""Work in progress of a question as plain JSON: rich texts are their sources, any value may be missing or wrong."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from questionbank.types.base import JSON

DEEPEST = 12


@dataclass
class Work:
    """`body` and `key` of one question while its author types; places are dotted paths ("body.options")."""

    body: dict[str, JSON] = field(default_factory=dict)
    key: dict[str, JSON] = field(default_factory=dict)

    def at(self, path: str) -> JSON:
        """The value at `path`, None where nothing stands.

        >>> Work(body={"stem": "2 + 2"}).at("body.stem")
        '2 + 2'
        """
        value: JSON = {"body": self.body, "key": self.key}
        for name in path.split("."):
            value = _inside(value, name)
        return value

    def is_empty(self, path: str) -> bool:
        """Nothing was written there yet: what the type misses there is no mistake while the author works."""
        value = self.at(path)
        return value is None or value in ("", [], {})

    def put(self, path: str, value: JSON) -> None:
        """Set the value at `path`; None removes it."""
        *above, last = path.split(".")
        holder: JSON = {"body": self.body, "key": self.key}
        for name in above:
            inner = _inside(holder, name)
            if not isinstance(inner, dict | list):
                inner = holder[name] = {}
            holder = inner
        if isinstance(holder, list):
            if last.isdecimal() and int(last) < len(holder):
                holder[int(last)] = value
        elif value is None:
            holder.pop(last, None)
        else:
            holder[last] = value


def work_of(body: JSON, key: JSON) -> Work:
    """A copy of what is stored, every rich text as the source its author wrote."""
    return Work(_as_mapping(as_sources(body)), _as_mapping(as_sources(key)))


def as_sources(value: JSON, depth: int = 0) -> JSON:
    """Stored rich texts ({source, html, …}) become their sources, everything else is copied.

    >>> as_sources({"stem": {"source": "$x$", "html": "<math>…</math>"}})
    {'stem': '$x$'}
    """
    if depth > DEEPEST:
        return None
    if isinstance(value, Mapping):
        if isinstance(value.get("source"), str) and "html" in value:
            return value["source"]
        return {name: as_sources(one, depth + 1) for name, one in value.items()}
    if isinstance(value, list):
        return [as_sources(one, depth + 1) for one in value]
    return deepcopy(value)


def source_of(value: JSON) -> str:
    """The source of a rich text, whichever way it is kept."""
    if isinstance(value, Mapping):
        value = value.get("source")
    return value if isinstance(value, str) else ""


def _inside(value: JSON, name: str) -> JSON:
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
        return value[int(name)]
    return None


def _as_mapping(value: JSON) -> dict[str, JSON]:
    return value if isinstance(value, dict) else {}
