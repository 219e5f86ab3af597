"""Arguments of the addresses that take some: what the access matrix and the crawler put into them.

Everything here belongs to school A. A new address with arguments fails the matrix until it has an entry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class World:
    """The rows that sample addresses point to; `rows` holds them by name (see tests/security/world.py)."""

    cast: Any
    rows: dict[str, Any] = field(default_factory=dict)

    def id_of(self, name: str) -> str:
        return str(self.rows[name].public_id)


Arguments = Callable[[World], list[dict[str, Any]]]
SAMPLES: dict[str, Arguments] = {}


def sample(*names: str) -> Callable[[Arguments], Arguments]:
    """Decorator: these route names take the arguments that the function gives."""

    def decorate(arguments: Arguments) -> Arguments:
        SAMPLES.update(dict.fromkeys(names, arguments))
        return arguments

    return decorate
