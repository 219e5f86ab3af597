"""What one form is made of, prepared once per process: what answers are checked against, and the bytes players fetch.

Forms are frozen, and the name of a package is never used twice, so nothing here ever has to be forgotten.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from cachetools import LRUCache, cached
from django.db.models import Max

from config.errors import HouseError
from questionbank.attempts.messages import Event
from questionbank.papers.models import PaperForm
from questionbank.papers.packages import package_bytes
from questionbank.types.base import Invalid, Prepared, QuestionType
from questionbank.types.registry import QUESTION_TYPES


class Problem(NamedTuple):
    """An event that can never be stored: `unknown_item`, `wrong_epoch`, `too_many` or the type's code."""

    seq: int
    code: str


class EventsRefused(HouseError):
    """Nothing of the request was stored; the player sets the named events aside and sends the others."""

    code = "events"

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(f"{problem.seq}: {problem.code}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Item:
    """A question of the form: its type and what was prepared for this form."""

    kind: QuestionType[Any, Any]
    prepared: Prepared


@dataclass(frozen=True)
class FormContent:
    """The key-free side of a form. `grace` is how long after the deadline answers still count."""

    form_id: int
    paper_id: int
    grace: timedelta
    items: Mapping[str, Item]

    def checked(self, events: Iterable[Event]) -> tuple[Event, ...]:
        """The events with values as the type writes them, by ids; raises EventsRefused, which names every bad one."""
        good: list[Event] = []
        problems: list[Problem] = []
        for event in events:
            item = self.items.get(event.item)
            parsed = item.kind.parse(item.prepared, event.value) if item else Invalid("unknown_item")
            if isinstance(parsed, Invalid):
                problems.append(Problem(event.seq, parsed.code))
            else:
                good.append(event._replace(value=parsed.value if parsed else None))
        if problems:
            raise EventsRefused(problems)
        return tuple(good)


# By package name. While a name is being read by one thread, others that ask for it wait, and nobody else does.
# Packages carry pictures and may weigh a megabyte, so few of them stay.


@cached(LRUCache(maxsize=500), condition=threading.Condition())
def form_content(package_name: str) -> FormContent:
    """What answers to this form are checked against. Raises PaperForm.DoesNotExist."""
    rows = PaperForm.objects.annotate(grace=Max("paper__quizzes__grace_seconds"))
    form = rows.defer("package", "sealed").get(package_name=package_name)
    items = {
        slot: Item(QUESTION_TYPES[prepared["type"]], Prepared.from_json(prepared))
        for slot, prepared in form.prepared.items()
    }
    return FormContent(form.pk, form.paper_id, timedelta(seconds=form.grace), items)


@cached(LRUCache(maxsize=24), condition=threading.Condition())
def open_package(package_name: str) -> bytes:
    """The package as the player reads it. Raises PaperForm.DoesNotExist."""
    return package_bytes(PaperForm.objects.values_list("package", flat=True).get(package_name=package_name))


@cached(LRUCache(maxsize=24), condition=threading.Condition())
def sealed_package(package_name: str) -> bytes:
    """The package as it is fetched before the start. Raises PaperForm.DoesNotExist."""
    return bytes(PaperForm.objects.values_list("sealed", flat=True).get(package_name=package_name))
