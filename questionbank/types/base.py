"""The contract of a question type: seven verbs over plain dataclasses. No ORM, no clock, no randomness but the form's seed.

A type is one file in `kinds/` with one registration; `tests/conformance/test_question_types.py` finds it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from django.utils.translation import gettext as _

from config.errors import HouseError
from questionbank.richtext.rich import RichText as RichText  # kinds take these from here
from questionbank.types.marks import as_ratio as as_ratio
from questionbank.types.marks import exact as exact
from questionbank.types.marks import points_for as points_for
from questionbank.types.marks import total_points as total_points
from questionbank.types.showing import Said, ShownKey, said_by_ids
from questionbank.types.telling import whole_words

JSON = Any  # what json.loads gives


class Problem(str):
    """A sentence that names its place, for the author; `path` says the same to the editor ("options.1.text")."""

    path: str

    def __new__(cls, sentence: str, path: str = "") -> Problem:
        problem = super().__new__(cls, sentence)
        problem.path = path
        return problem


class InvalidBody(HouseError):
    """Body, key or rule do not fit the type; `problems` are sentences for the author, each naming its place."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = list(problems)


class Mode(StrEnum):
    """Why a question is drawn. TAKE carries no key, no solution, no weight."""

    TAKE = "take"
    REVIEW = "review"
    PRINT = "print"
    KEY = "key"
    PREVIEW = "preview"


@dataclass(frozen=True)
class FormContext:
    """One form of a paper: its seed, whether options are shuffled, and the slot (so that slots differ in order).

    The same context always gives the same order.
    """

    seed: int = 0
    shuffle: bool = False
    item: str = ""


@dataclass(frozen=True)
class Prepared:
    """A question of one form: type key, stem, and named groups of ids in their fixed order. Key-free, JSON-ready."""

    type: str
    stem: str
    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: Mapping[str, JSON] = field(default_factory=dict)

    def to_json(self) -> dict[str, JSON]:
        """{type, stem, order, parts}: one entry of a form's package."""
        order = {name: list(ids) for name, ids in self.order.items()}
        return {"type": self.type, "stem": self.stem, "order": order, "parts": dict(self.parts)}

    @classmethod
    def from_json(cls, data: Mapping[str, JSON]) -> Prepared:
        """What `to_json` wrote; only for packages of ours."""
        order = {name: tuple(ids) for name, ids in data["order"].items()}
        return cls(data["type"], data["stem"], order, data["parts"])


@dataclass(frozen=True)
class Rendered:
    """What the player's component of the type gets: its name and plain JSON properties."""

    component: str
    properties: Mapping[str, JSON]


@dataclass(frozen=True)
class Response:
    """A canonical answer by stable ids; `flags` say what a person should look at (e.g. "ambiguous_number")."""

    value: JSON
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Invalid:
    """An answer that cannot be one: `code` is stable, never shown to a pupil as a mistake of theirs."""

    code: str


@dataclass(frozen=True)
class Rule:
    """A scoring rule: its key and, where the rule takes one, a table."""

    key: str
    table: tuple[Decimal, ...] = ()

    def to_json(self) -> JSON:
        """The key alone, or {key, table} with the table as decimal texts."""
        return {"key": self.key, "table": [str(entry) for entry in self.table]} if self.table else self.key


@dataclass(frozen=True)
class Outcome:
    """A fraction in [0, 1], exact to seven places, with results per part; essays say `needs_human`."""

    fraction: Decimal
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    needs_human: bool = False
    flags: tuple[str, ...] = ()


class Quality(StrEnum):
    """What an example answer is."""

    RIGHT = "right"
    PARTIAL = "partial"
    WRONG = "wrong"
    EMPTY = "empty"
    INVALID = "invalid"
    HOSTILE = "hostile"


@dataclass(frozen=True)
class ExampleResponse:
    """One raw answer as a browser could send it, and the fraction it must earn (None: it must be refused)."""

    quality: Quality
    raw: JSON
    fraction: Decimal | None


@dataclass(frozen=True)
class Example:
    """A question with its key, a rule, and answers of every quality."""

    name: str
    body: JSON
    key: JSON
    rule: Rule
    responses: tuple[ExampleResponse, ...]


@dataclass(frozen=True)
class Finding:
    """Something a person should know before publishing: stable code, sentence that names its place, path."""

    code: str
    sentence: str
    path: str = ""


@dataclass(frozen=True)
class AuthoringField:
    """One field of the editor: where its value stands ("body.options"), how it is drawn, its label (lazy)."""

    path: str
    kind: str
    label: Any


class Stored(Protocol):
    """Bodies and keys write themselves as JSON that `read_body` and `read_key` take back unchanged."""

    def to_json(self) -> dict[str, JSON]: ...


BodyT = TypeVar("BodyT", bound=Stored)
KeyT = TypeVar("KeyT", bound=Stored)


class QuestionType(ABC, Generic[BodyT, KeyT]):
    """One type. Bodies and keys are dataclasses of the type itself, read from JSON by `read_body` and `read_key`.

    `body_schema` and `key_schema` are JSON Schemas for other systems and the documents; reading is stricter.
    """

    key: ClassVar[str]
    label: ClassVar[Any]
    rules: ClassVar[tuple[str, ...]]
    default_rule: ClassVar[str]
    body_schema: ClassVar[Mapping[str, JSON]]
    key_schema: ClassVar[Mapping[str, JSON]]
    authoring_fields: ClassVar[tuple[AuthoringField, ...]] = ()
    # In (lazy) words: every flag of `Response` and `Outcome`, every rule, and whatever the player's component says.
    flag_labels: ClassVar[Mapping[str, Any]] = {}
    rule_labels: ClassVar[Mapping[str, Any]] = {}
    words: ClassVar[Mapping[str, Any]] = {}

    @abstractmethod
    def read_body(self, data: JSON, *, stored: bool = False) -> BodyT:
        """The typed body; raises InvalidBody with every problem, never anything else.

        `stored=True` only for JSON that `to_json` wrote and we kept: its HTML is taken as it is, not made again.
        """

    @abstractmethod
    def read_key(self, body: BodyT, data: JSON, *, stored: bool = False) -> KeyT:
        """The typed key of this body; raises InvalidBody. `stored` as for `read_body`."""

    def read_rule(self, body: BodyT, data: JSON = None) -> Rule:
        """The scoring rule of a part for this body, from "linear", {"key": "table", "table": […]} or None (the default).

        Raises InvalidBody when the type does not know it or this body does not fit it.
        """
        key = self.default_rule if data is None else data.get("key") if isinstance(data, dict) else data
        if not isinstance(key, str) or key not in self.rules:
            raise InvalidBody([Problem(unknown_rule(self.rules), "rule")])
        return Rule(key)

    def tell_rule(self, rule: Rule, worth: Decimal | None) -> str:
        """What pupils are told of the marks; `worth`: points of a question, None where questions differ. "": nothing."""
        return whole_words(worth)

    @abstractmethod
    def prepare(self, body: BodyT, form: FormContext) -> Prepared:
        """Fix order and parameters for one form."""

    @abstractmethod
    def render(self, prepared: Prepared, mode: Mode, key: KeyT | None = None) -> Rendered:
        """Properties for the player; only KEY and REVIEW may use the key."""

    @abstractmethod
    def parse(self, prepared: Prepared, raw: JSON) -> Response | Invalid | None:
        """The canonical answer; None for an empty one. Never raises on hostile input."""

    @abstractmethod
    def grade(
        self, response: Response | None, prepared: Prepared, body: BodyT, key: KeyT, rule: Rule
    ) -> Outcome:
        """The fraction earned: pure and repeatable. `prepared` is what this pupil saw: its numbers, its order."""

    @abstractmethod
    def show_key(self, prepared: Prepared, key: KeyT) -> ShownKey:
        """The key as a reviewer, a teacher or the pupil afterwards reads it; parts in the order of the form."""

    def say(self, prepared: Prepared, value: JSON) -> tuple[Said, ...]:
        """A canonical answer in words, piece by piece; () for none. Where ids name texts this will do."""
        return said_by_ids(prepared, value)

    @abstractmethod
    def examples(self) -> Iterable[Example]:
        """Questions that document the type and feed its conformance tests."""

    def guess(self, body: BodyT, key: KeyT, rule: Rule) -> Decimal | None:
        """The mean fraction of blind guessing; None where nobody can guess (essays)."""
        return None

    def findings(self, body: BodyT, key: KeyT) -> tuple[Finding, ...]:
        """What a person should know before publishing; never a reason to refuse a draft."""
        return ()

    def plain_text(self, body: BodyT) -> str:
        """Words of the question for search and lists; never the key."""
        return ""

    def pictures(self, body: BodyT) -> tuple[str, ...]:
        """Ids of the pictures shown while the question is taken."""
        return ()


def unknown_rule(rules: Sequence[str]) -> str:
    """The sentence for a scoring rule that a type does not know."""
    return _("Scoring rule: choose one of %(rules)s.") % {"rules": ", ".join(rules)}
