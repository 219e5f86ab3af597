"""The registry of field widgets: one file per kind in `kinds/`, a template, one registration."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from config.registry import Registry
from questionbank.items.authoring.work import Work
from questionbank.types.base import JSON, AuthoringField, Problem, QuestionType

TEMPLATES = "questionbank/items/authoring"
UNKNOWN = "json"  # how a field of a kind that nobody registered is edited: as its JSON


class FieldWidget(ABC):
    """How fields of one kind are drawn (`context`, with a template) and read from a form.

    Inputs are named by their paths ("body.stem", "body.options.o3.text"), so that a form sent without any script
    and one saved by the script are read alike. `companion_of` names a kind in whose field this one is drawn.
    """

    kind: ClassVar[str]
    drawn_as: ClassVar[str] = ""  # the kind whose template draws it; "": its own
    companion_of: ClassVar[str] = ""
    is_group: ClassVar[bool] = True  # drawn as a fieldset; False: one input with its label
    decides: ClassVar[bool] = True  # in a key: marks depend on it

    @abstractmethod
    def context(self, place: EditorField) -> dict[str, Any]:
        """What the template needs beside `field`."""

    @abstractmethod
    def read(self, place: EditorField, posted: QueryDict) -> JSON:
        """The value of the field from a posted form; None where nothing was given."""

    def change(self, place: EditorField, verb: str, row: str) -> None:  # noqa: B027 - most kinds have no rows
        """A button of a form sent without scripts ("add", "drop", "up", "down")."""


@dataclass
class EditorField:
    """One field of the editor: where it stands, how it is drawn, the work it shows, what the type complains of."""

    spec: AuthoringField
    question_type: QuestionType[Any, Any]
    work: Work
    widget: FieldWidget
    companion: EditorField | None = None
    problems: Mapping[str, list[str]] = field(default_factory=dict)
    # Its rows as they are drawn, by id, where only the key in them is changed; None: all of it is written.
    fixed: Mapping[str, SafeString] | None = None

    @property
    def path(self) -> str:
        """Where the value stands, "body.options"."""
        return self.spec.path

    @property
    def label(self) -> Any:
        """What the author calls it."""
        return self.spec.label

    @property
    def id(self) -> str:
        """The id of its element in the page."""
        return self.path.replace(".", "-")

    @property
    def value(self) -> JSON:
        """What stands there now."""
        return self.work.at(self.path)

    @property
    def is_secret(self) -> bool:
        """Part of the key: pupils never get it before the results."""
        return self.path.startswith("key.")

    @property
    def own_problems(self) -> list[str]:
        """Sentences about the field as a whole."""
        return self.problems_at("")

    def problems_at(self, place: str) -> list[str]:
        """Sentences about a place inside the field, "1.text"."""
        return self.problems.get(f"{self.path}.{place}" if place else self.path, [])

    def read(self, posted: QueryDict) -> None:
        """Take the value, and the companion's, from a posted form."""
        self.work.put(self.path, self.widget.read(self, posted))
        if self.companion is not None:
            self.companion.read(posted)

    def draw(self) -> SafeString:
        """The field as HTML."""
        context = {"field": self, **self.widget.context(self)}
        return render_to_string(f"{TEMPLATES}/{self.widget.drawn_as or self.widget.kind}.html", context)


WIDGETS: Registry[FieldWidget] = Registry("field widget", package="questionbank.items.authoring.kinds")

Widget = TypeVar("Widget", bound=type[FieldWidget])


def field_widget() -> Callable[[Widget], Widget]:
    """Class decorator: fields of the class's `kind` are drawn by it.

    >>> @field_widget()
    ... class Slider(FieldWidget): ...
    """

    def decorate(widget: Widget) -> Widget:
        WIDGETS.add(widget.kind, widget())
        return widget

    return decorate


def fields_of(
    question_type: QuestionType[Any, Any], work: Work, problems: tuple[Problem, ...] = ()
) -> list[EditorField]:
    """The fields of a type in its order; companions stand inside the field they belong to."""
    by_path: dict[str, list[str]] = {}
    for problem in problems:
        by_path.setdefault(problem.path, []).append(str(problem))
    fields = [
        EditorField(spec, question_type, work, widget_for(spec.kind), problems=by_path)
        for spec in question_type.authoring_fields
    ]
    hosts = {one.spec.kind: one for one in fields}
    shown: list[EditorField] = []
    for one in fields:
        host = hosts.get(one.widget.companion_of)
        if host is not None and host.companion is None:
            host.companion = one
        elif one.widget.companion_of:
            one.widget = widget_for(UNKNOWN)  # its host is not there: edited as what it is
            shown.append(one)
        else:
            shown.append(one)
    return shown


def widget_for(kind: str) -> FieldWidget:
    """The widget of a kind; a kind that nobody registered is edited as JSON."""
    return WIDGETS[kind] if kind in WIDGETS else WIDGETS[UNKNOWN]
