"""What one form is made of, prepared once per process: what answers are checked against, and the bytes players fetch.

Forms are frozen, and the name of a package is never used twice, so nothing here ever has to be forgotten.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Max

from config.errors import HouseError
from questionbank.attempts.messages import Event
from questionbank.papers.models import PaperForm
from questionbank.papers.packages import package_bytes
from questionbank.types.base import Invalid, Prepared, QuestionType
from questionbank.types.registry import QUESTION_TYPES

Value = TypeVar("Value")


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


class Shelf(Generic[Value]):
    """The last used values by name; each is made by one thread while the others wait for it."""

    def __init__(self, make: Callable[[str], Value], *, most: int) -> None:
        self._make = make
        self._most = most
        self._values: OrderedDict[str, Value] = OrderedDict()
        self._lock = threading.Lock()
        self._making = threading.Lock()

    def get(self, name: str) -> Value:
        """The value of this name, made now if it is not there; errors of making it are the caller's."""
        found = self._known(name)
        if found is not None:
            return found
        with self._making:
            found = self._known(name)
            return found if found is not None else self._keep(name, self._make(name))

    def _known(self, name: str) -> Value | None:
        with self._lock:
            if name in self._values:
                self._values.move_to_end(name)
            return self._values.get(name)

    def _keep(self, name: str, value: Value) -> Value:
        with self._lock:
            self._values[name] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value


def _read_form(name: str) -> FormContent:
    rows = PaperForm.objects.annotate(grace=Max("paper__quizzes__grace_seconds"))
    form = rows.defer("package", "sealed").get(package_name=name)
    items = {
        slot: Item(QUESTION_TYPES[prepared["type"]], Prepared.from_json(prepared))
        for slot, prepared in form.prepared.items()
    }
    return FormContent(form.pk, form.paper_id, timedelta(seconds=form.grace), items)


def _read_package(name: str) -> bytes:
    package = PaperForm.objects.values_list("package", flat=True).get(package_name=name)
    return package_bytes(package)


def _read_sealed(name: str) -> bytes:
    return bytes(PaperForm.objects.values_list("sealed", flat=True).get(package_name=name))


# By package name. Packages carry pictures and may weigh a megabyte, so few of them stay.
FORMS: Shelf[FormContent] = Shelf(_read_form, most=500)
PACKAGES: Shelf[bytes] = Shelf(_read_package, most=24)
SEALED: Shelf[bytes] = Shelf(_read_sealed, most=24)
