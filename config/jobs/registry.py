"""Kinds of jobs and sweeps: every `tasks.py` registers its own here when the process starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from config.registry import Registry

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

QUICK = "quick"
"""The lane, and the queue of the broker, of work that somebody waits for at the screen."""

JobFunction = TypeVar("JobFunction", bound=Callable[..., object])
SweepFunction = TypeVar("SweepFunction", bound=Callable[[], object])


@dataclass(frozen=True)
class JobKind:
    """How one kind of job runs. `lease` and `limit` are seconds; `retries` counts the tries after the first."""

    name: str
    run: Callable[..., object]
    lease: int
    retries: int
    limit: int
    label: str | _StrPromise
    lane: str = ""


@dataclass(frozen=True)
class Sweep:
    """Work the ticker does by itself every `every` seconds; must be safe to run twice and short."""

    name: str
    run: Callable[[], object]
    every: float


JOBS: Registry[JobKind] = Registry("job kind")
TICKER: Registry[Sweep] = Registry("sweep")


def job(
    name: str,
    *,
    lease: int = 120,
    retries: int = 5,
    limit: int = 3600,
    label: str | _StrPromise = "",
    lane: str = "",
) -> Callable[[JobFunction], JobFunction]:
    """Decorator: run jobs of kind `name` with this function, called as `function(job_handle, **args)`.

    The function must be safe to run twice: a killed worker's job is run again from its beginning.
    While it runs, the lease is renewed by itself, for `limit` seconds at most. Raising
    `config.errors.Refused` ends the job at once and shows the sentence; any other error is tried again.
    `lane=QUICK`: somebody waits at the screen and the work takes a second; it has a worker of its own and never stands
    behind a large import.

    >>> @job("media.previews.render", lease=120, retries=5, label=_("Making previews"))
    ... def render(handle: JobHandle, *, file: int) -> None:
    ...     handle.progress(40, _("Page 4 of 10"))
    """

    def decorate(function: JobFunction) -> JobFunction:
        JOBS.add(name, JobKind(name, function, lease, retries, limit, label or name, lane))
        return function

    return decorate


def sweep(name: str, *, every: float) -> Callable[[SweepFunction], SweepFunction]:
    """Decorator: let the ticker call this function every `every` seconds, without any broker.

    >>> @sweep("search.sync.relay", every=2)
    ... def relay() -> None: ...
    """

    def decorate(function: SweepFunction) -> SweepFunction:
        TICKER.add(name, Sweep(name, function, every))
        return function

    return decorate
