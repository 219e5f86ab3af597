"""What a city needs before it is served: each room registers a step, `manage.py prepare` runs those that are due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from config.registry import Registry


@dataclass(frozen=True)
class Preparation:
    """One step. `is_due` must be quick: it is asked at every start; `run` must be safe to run twice."""

    label: str
    is_due: Callable[[], bool]
    run: Callable[[], object]


# Orders: database 10, static files 20, demo city 30; later steps (the search index: 40) build on these.
PREPARATIONS: Registry[Preparation] = Registry("preparation")
