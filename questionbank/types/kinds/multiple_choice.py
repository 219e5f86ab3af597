"""Multiple choice: one of two to eight options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionbank.richtext.rich import RichText
from questionbank.types.base import (
    JSON,
    AuthoringField,
    Example,
    ExampleResponse,
    Finding,
    FormContext,
    Invalid,
    Mode,
    Outcome,
    Prepared,
    Quality,
    QuestionType,
    Rendered,
    Response,
    Rule,
    exact,
)
from questionbank.types.reading import Reader, join, plain_decimal
from questionbank.types.registry import question_type
from questionbank.types.showing import PartKey, ShownKey
from questionbank.types.shuffling import form_order, locked_by_words

LEAST, MOST = 2, 8


@dataclass(frozen=True)
class Option:
    """One option; `locked` keeps its place when options are shuffled."""

    id: str
    text: RichText
    locked: bool = False


@dataclass(frozen=True)
class ChoiceBody:
    """The stem and its options in the author's order."""

    stem: RichText
    options: tuple[Option, ...]

    def to_json(self) -> dict[str, JSON]:
        """{stem, options: [{id, text, locked}]}."""
        options = [{"id": one.id, "text": one.text.to_json(), "locked": one.locked} for one in self.options]
        return {"stem": self.stem.to_json(), "options": options}


@dataclass(frozen=True)
class ChoiceKey:
    """What each option earns (normally one option 1, the others nothing) and the worked solution."""

    weights: Mapping[str, Decimal]
    solution: RichText

    @property
    def best(self) -> str:
        """The id of the option with the full mark."""
        return max(self.weights, key=lambda one: self.weights[one])

    def to_json(self) -> dict[str, JSON]:
        """{answer, solution}, or {weights, solution} where an import brought weights."""
        solution = {"solution": self.solution.to_json()}
        if list(self.weights.values()) == [Decimal(1)]:
            return {"answer": self.best, **solution}
        return {"weights": {one: plain_decimal(weight) for one, weight in self.weights.items()}, **solution}


@question_type(order=10)
class MultipleChoice(QuestionType[ChoiceBody, ChoiceKey]):
    """One option is chosen; it earns its weight."""

    key = "multiple_choice"
    label = gettext_lazy("Multiple choice")
    rules = ("single",)
    default_rule = "single"
    rule_labels: ClassVar[Mapping[str, Any]] = {
        "single": gettext_lazy("the right option earns the whole mark"),
    }
    body_schema: ClassVar[Mapping[str, JSON]] = {
        "type": "object",
        "required": ["stem", "options"],
        "properties": {
            "stem": {"type": ["string", "object"]},
            "options": {
                "type": "array",
                "minItems": LEAST,
                "maxItems": MOST,
                "items": {
                    "type": "object",
                    "required": ["id", "text"],
                    "properties": {
                        "id": {"type": "string"},
                        "text": {"type": ["string", "object"]},
                        "locked": {"type": "boolean"},
                    },
                },
            },
        },
    }
    key_schema: ClassVar[Mapping[str, JSON]] = {
        "type": "object",
        "properties": {
            "answer": {"type": "string"},
            "weights": {"type": "object"},
            "solution": {"type": ["string", "object"]},
        },
    }
    authoring_fields = (
        AuthoringField("body.stem", "rich", gettext_lazy("Question")),
        AuthoringField("body.options", "options", gettext_lazy("Options")),
        AuthoringField("key.answer", "one_option", gettext_lazy("Right option")),
        AuthoringField("key.solution", "rich", gettext_lazy("Solution")),
    )

    def read_body(self, data: JSON, *, stored: bool = False) -> ChoiceBody:
        """{stem, options: [{id, text, locked?}]} with two to eight options."""
        reader = Reader(stored=stored)
        data = reader.mapping(data, allowed=("stem", "options"), place=_("Question"))
        stem = reader.rich(data, "stem", place=_("Question"))
        seen: set[str] = set()
        entries = reader.items(data, "options", place=_("Options"), least=LEAST, most=MOST)
        options = tuple(_read_option(reader, entry, rank, seen) for rank, entry in enumerate(entries))
        reader.finish()
        return ChoiceBody(stem, options)

    def read_key(self, body: ChoiceBody, data: JSON, *, stored: bool = False) -> ChoiceKey:
        """{answer: id} or {weights: {id: number}}, with an optional solution. At least one option earns everything."""
        reader = Reader(stored=stored)
        place = _("Right option")
        data = reader.mapping(data, allowed=("answer", "weights", "solution"), place=place)
        solution = reader.rich(data, "solution", place=_("Solution"), required=False)
        ids = {option.id for option in body.options}
        if "weights" in data:
            weights = _read_weights(reader, data["weights"], ids)
        else:
            answer = data.get("answer")
            if not isinstance(answer, str) or answer not in ids:
                reader.problem(place, _("choose which option is right."), "answer")
                reader.give_up()
            weights = {answer: Decimal(1)}
        reader.finish()
        return ChoiceKey(weights, solution)

    def prepare(self, body: ChoiceBody, form: FormContext) -> Prepared:
        """The options in the order of the form; locked ones keep their places."""
        locked = {one.id for one in body.options if one.locked}
        locked |= locked_by_words({one.id: one.text.text for one in body.options})
        order = form_order([one.id for one in body.options], form, locked=locked)
        texts = {one.id: one.text.html for one in body.options}
        return Prepared(self.key, body.stem.html, {"options": order}, {"options": texts})

    def render(self, prepared: Prepared, mode: Mode, key: ChoiceKey | None = None) -> Rendered:
        """{stem, options: [{id, html}]}; on paper with letters; KEY and REVIEW add {weights, solution}."""
        texts = prepared.parts["options"]
        options = [{"id": one, "html": texts[one]} for one in prepared.order["options"]]
        if mode in (Mode.PRINT, Mode.KEY):
            options = [{"letter": letter, **one} for letter, one in zip("ABCDEFGH", options, strict=False)]
        properties: dict[str, JSON] = {"stem": prepared.stem, "options": options}
        if key is not None and mode in (Mode.KEY, Mode.REVIEW):
            properties["weights"] = {one: plain_decimal(weight) for one, weight in key.weights.items()}
            properties["solution"] = key.solution.html
        return Rendered("multiple-choice", properties)

    def parse(self, prepared: Prepared, raw: JSON) -> Response | Invalid | None:
        """The id of an option; null and "" are no answer."""
        if raw is None or raw == "":
            return None
        if not isinstance(raw, str):
            return Invalid("wrong_shape")
        return Response(raw) if raw in prepared.order["options"] else Invalid("unknown_option")

    def grade(
        self, response: Response | None, prepared: Prepared, body: ChoiceBody, key: ChoiceKey, rule: Rule
    ) -> Outcome:
        """The weight of the chosen option."""
        chosen = response.value if response else None
        weight = key.weights.get(chosen, Decimal(0)) if isinstance(chosen, str) else Decimal(0)
        return Outcome(exact(weight))

    def show_key(self, prepared: Prepared, key: ChoiceKey) -> ShownKey:
        """The options that earn something."""
        earning = [one for one in prepared.order["options"] if key.weights.get(one, 0) > 0]
        parts = tuple(PartKey(one, share=key.weights[one]) for one in earning)
        return ShownKey(parts, solution=key.solution.html)

    def guess(self, body: ChoiceBody, key: ChoiceKey, rule: Rule) -> Decimal:
        """Sum of the weights over the number of options."""
        return exact(sum((Fraction(one) for one in key.weights.values()), Fraction(0)) / len(body.options))

    def findings(self, body: ChoiceBody, key: ChoiceKey) -> tuple[Finding, ...]:
        """Two options that say the same."""
        seen: dict[str, int] = {}
        for rank, option in enumerate(body.options):
            first = seen.setdefault(option.text.html.strip(), rank)
            if first != rank:
                letters = {"first": "ABCDEFGH"[first], "second": "ABCDEFGH"[rank]}
                sentence = _("Options %(first)s and %(second)s say the same.") % letters
                return (Finding("same_options", sentence, join("options", rank)),)
        return ()

    def plain_text(self, body: ChoiceBody) -> str:
        """Stem and options."""
        return " ".join([body.stem.text, *(one.text.text for one in body.options)])

    def pictures(self, body: ChoiceBody) -> tuple[str, ...]:
        """Pictures of stem and options."""
        texts = [body.stem, *(one.text for one in body.options)]
        return tuple(dict.fromkeys(picture for text in texts for picture in text.pictures))

    def examples(self) -> Iterator[Example]:
        """The usual four options, and weights as an import brings them."""
        body = {
            "stem": "<p>Giá trị của $\\frac{1}{2} + \\frac{1}{4}$ là</p>",
            "options": [
                {"id": "o1", "text": "$\\frac{1}{6}$"},
                {"id": "o2", "text": "$\\frac{3}{4}$"},
                {"id": "o3", "text": "$\\frac{2}{6}$"},
                {"id": "o4", "text": "Không có đáp án nào"},
            ],
        }
        yield Example(
            "one right option",
            body,
            {"answer": "o2", "solution": "Quy đồng: $\\frac{2}{4} + \\frac{1}{4} = \\frac{3}{4}$."},
            Rule("single"),
            (
                ExampleResponse(Quality.RIGHT, "o2", Decimal(1)),
                ExampleResponse(Quality.WRONG, "o1", Decimal(0)),
                ExampleResponse(Quality.EMPTY, None, Decimal(0)),
                ExampleResponse(Quality.EMPTY, "", Decimal(0)),
                ExampleResponse(Quality.INVALID, "B", None),
                ExampleResponse(Quality.INVALID, ["o2"], None),
                ExampleResponse(Quality.HOSTILE, "o2" * 500_000, None),
            ),
        )
        yield Example(
            "weights",
            body,
            {"weights": {"o2": "1", "o3": "0.3333333"}},
            Rule("single"),
            (
                ExampleResponse(Quality.RIGHT, "o2", Decimal(1)),
                ExampleResponse(Quality.PARTIAL, "o3", Decimal("0.3333333")),
                ExampleResponse(Quality.WRONG, "o4", Decimal(0)),
            ),
        )


def _read_option(reader: Reader, entry: JSON, rank: int, seen: set[str]) -> Option:
    place, path = _("Option %(letter)s") % {"letter": chr(ord("A") + rank)}, join("options", rank)
    data = reader.mapping(entry, allowed=("id", "text", "locked"), place=place, path=path)
    return Option(
        reader.identifier(data, seen, place=place, path=path),
        reader.rich(data, "text", place=place, path=path),
        reader.flag(data, "locked", place=place, path=path),
    )


def _read_weights(reader: Reader, data: JSON, ids: set[str]) -> dict[str, Decimal]:
    place = _("Right option")
    weights: dict[str, Decimal] = {}
    for one, value in reader.mapping(data, allowed=sorted(ids), place=place, path="weights").items():
        weight = reader.decimal(value, place=place, path="weights")
        if weight and one in ids:
            weights[one] = weight
    if not reader.problems and max(weights.values(), default=Decimal(0)) != 1:
        reader.problem(place, _("one option must earn the full mark."), "weights")
    return weights
