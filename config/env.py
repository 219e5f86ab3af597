"""The only reader of the environment: typed getters that refuse nonsense with a clear sentence."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The variable as text, without surrounding white space."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """1/true/yes/on or 0/false/no/off; anything else is refused."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    value = raw.strip().lower()
    if value in _TRUE | _FALSE:
        return value in _TRUE
    raise ImproperlyConfigured(f"{name}={raw!r}: write 1 or 0")


def number(name: str, default: int, *, low: int = 0, high: int = 2**40) -> int:
    """A whole number within [low, high]."""
    raw = os.environ.get(name)
    if raw is None or not raw.strip():
        return default
    try:
        value = int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={raw!r}: write a whole number") from None
    if not low <= value <= high:
        raise ImproperlyConfigured(f"{name}={value}: must lie between {low} and {high}")
    return value


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A comma-separated list without empty parts."""
    raw = os.environ.get(name)
    if raw is None:
        return list(default)
    return [part.strip() for part in raw.split(",") if part.strip()]


def path(name: str, default: Path) -> Path:
    """An absolute path; a relative one counts from the project's folder."""
    raw = text(name)
    return (default.parent / raw).resolve() if raw and not raw.startswith("/") else Path(raw or default)
