"""Work for the child process: what runs there, under which limits, and the shape of its answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from config.registry import Registry, named
from config.sandbox.runner import Failure, Limits, WorkFailed, answered
from config.sandbox.shape import Misshapen, shaped

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
Examples = Callable[[Path], Iterator[dict[str, Any]]]


@dataclass(frozen=True)
class Work(Generic[Answer]):
    """One kind of work. `run` and `examples` are dotted names: the asking process need not load a parser.

    `run` is called in the child with what `ask` was given and hands back a dataclass or plain JSON; `answer` is the
    type that must come out of it. `examples(folder)` yields sound requests for the conformance suite, with files made
    in code in that folder; the suite spoils them by itself.
    """

    name: str
    run: str
    answer: type[Answer]
    examples: str
    limits: Limits = field(default_factory=Limits)

    def ask(self, limits: Limits | None = None, **request: Any) -> Answer:
        """The answer of a new child, checked. Raises WorkFailed, and nothing else whatever the child does."""
        try:
            return shaped(self.answer, answered(self.run, request, limits or self.limits))
        except (Misshapen, RecursionError) as error:
            log.warning("%s answered what it may not: %s", self.name, error)
            raise WorkFailed(Failure.CRASHED) from None
        except WorkFailed as error:
            log.info("%s: %s", self.name, error.failure)
            raise

    def requests(self, folder: Path) -> Iterator[dict[str, Any]]:
        """The sound requests of the conformance suite."""
        examples: Examples = named(self.examples)
        return examples(folder)


WORKS: Registry[Work[Any]] = Registry("work of the child process")


def work(
    name: str, *, run: str, answer: type[Answer], examples: str, limits: Limits | None = None
) -> Work[Answer]:
    """Register work under the name of its room; see `Work`. Only a room's `sandbox.py` does so.

    >>> READ_ROSTER = work(
    ...     "repository.organisations.roster", run="repository.organisations.roster_reading.read",
    ...     answer=Reading, examples="repository.organisations.roster_sheet.examples",
    ... )  # doctest: +SKIP
    >>> READ_ROSTER.ask(path="/tmp/roster.xlsx")  # doctest: +SKIP
    """
    made = Work(name, run, answer, examples, limits or Limits())
    WORKS.add(name, made)
    return made
