"""The contract of a question type: five verbs over plain dataclasses. No ORM, no clock, no randomness but the form's seed.

A type is one file in `kinds/` with one registration; the conformance suite finds it (`tests/conformance/test_question_types.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from config.errors import HouseError

JSON = Any  # what json.loads gives
FRACTION_PLACES = Decimal("0.0000001")


class InvalidBody(HouseError):
    """Body, key or rule do not fit the type; `problems` are sentences for the author, each naming its place."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Mode(StrEnum):
    """Why a question is drawn. TAKE carries no key, no solution, no weight."""

    TAKE = "take"
    REVIEW = "review"
    PRINT = "print"
    KEY = "key"
    PREVIEW = "preview"


@dataclass(frozen=True)
class RichText:
    """Sanitised HTML in which `$…$` has become MathML, the author's source, and the plain text for search."""

    html: str
    source: str = ""
    text: str = ""


@dataclass(frozen=True)
class FormContext:
    """One form of a paper: its seed and whether options are shuffled. The same context always gives the same order."""

    seed: int = 0
    shuffle: bool = False


@dataclass(frozen=True)
class Prepared:
    """A question of one form: type key, stem, and named groups of ids in their fixed order. Key-free, JSON-ready."""

    type: str
    stem: str
    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: Mapping[str, JSON] = field(default_factory=dict)


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


BodyT = TypeVar("BodyT")
KeyT = TypeVar("KeyT")


class QuestionType(Protocol, Generic[BodyT, KeyT]):
    """One type. Bodies and keys are dataclasses of the type itself, read from JSON by `read_body` and `read_key`."""

    key: ClassVar[str]
    label: ClassVar[Any]
    rules: ClassVar[tuple[str, ...]]
    default_rule: ClassVar[str]

    def read_body(self, data: JSON) -> BodyT:
        """The typed body; raises InvalidBody with every problem, never anything else."""
        ...

    def read_key(self, body: BodyT, data: JSON) -> KeyT:
        """The typed key of this body; raises InvalidBody."""
        ...

    def prepare(self, body: BodyT, form: FormContext) -> Prepared:
        """Fix order and parameters for one form."""
        ...

    def render(self, prepared: Prepared, mode: Mode, key: KeyT | None = None) -> Rendered:
        """Properties for the player; only KEY and REVIEW may use the key."""
        ...

    def parse(self, prepared: Prepared, raw: JSON) -> Response | Invalid | None:
        """The canonical answer; None for an empty one. Never raises on hostile input."""
        ...

    def grade(self, response: Response | None, body: BodyT, key: KeyT, rule: Rule) -> Outcome:
        """The fraction earned: pure and repeatable."""
        ...

    def examples(self) -> Iterable[Example]:
        """Questions that document the type and feed its conformance tests."""
        ...


def exact(value: Fraction | Decimal | int) -> Decimal:
    """A fraction as Decimal with seven places, rounded half up; exact for every rule of ours.

    >>> exact(Fraction(1, 3))
    Decimal('0.3333333')
    """
    ratio = Fraction(value)
    quotient = Decimal(ratio.numerator) / Decimal(ratio.denominator)
    return quotient.quantize(FRACTION_PLACES, rounding=ROUND_HALF_UP)


def total_points(points: Iterable[tuple[Decimal, Decimal]], *, step: Decimal) -> Decimal:
    """Σ points × fraction, summed exactly and rounded once, half up, to `step` (0.1 in lower secondary school).

    >>> total_points([(Decimal("8.25"), Decimal(1))], step=Decimal("0.1"))
    Decimal('8.3')
    """
    total = sum((worth * fraction for worth, fraction in points), Decimal(0))
    return (total / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step
