"""Short answer: a number or a few words, written by the pupil."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.html import conditional_escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.spelling import looks_empty, tidy_line
from questionbank.richtext.rich import RichText
from questionbank.types.answers.accepted import PAPER_CELLS, Accepted, read_accepted
from questionbank.types.answers.matching import Match, best_match
from questionbank.types.answers.numbers import read_number
from questionbank.types.answers.unit_fields import read_unit, unit_json
from questionbank.types.answers.units import Unit
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
from questionbank.types.reading import TEXT_LENGTH, Reader, is_clean, join, plain_decimal
from questionbank.types.registry import question_type
from questionbank.types.showing import KeyLine, ShownKey

MOST = 20
INPUTS = ("number", "text")


@dataclass(frozen=True)
class ShortBody:
    """The stem, what is written into the box, and the unit printed behind it."""

    stem: RichText
    input: str
    suffix: str = ""

    def to_json(self) -> dict[str, JSON]:
        """{stem, input, suffix}."""
        return {"stem": self.stem.to_json(), "input": self.input, "suffix": self.suffix}


@dataclass(frozen=True)
class ShortKey:
    """Accepted answers in the author's order, the unit, the worked solution."""

    accepted: tuple[Accepted, ...]
    unit: Unit
    solution: RichText

    def to_json(self) -> dict[str, JSON]:
        """{accepted: […], unit, solution}."""
        accepted = [one.to_json() for one in self.accepted]
        return {"accepted": accepted, "unit": unit_json(self.unit), "solution": self.solution.to_json()}


@question_type(order=30)
class ShortAnswer(QuestionType[ShortBody, ShortKey]):
    """The first accepted answer with the highest fraction that the pupil's text matches."""

    key = "short_answer"
    label = gettext_lazy("Short answer")
    rules = ("best",)
    default_rule = "best"
    rule_labels: ClassVar[Mapping[str, Any]] = {
        "best": gettext_lazy("a right answer earns the whole mark"),
    }
    body_schema: ClassVar[Mapping[str, JSON]] = {
        "type": "object",
        "required": ["stem"],
        "properties": {
            "stem": {"type": ["string", "object"]},
            "input": {"enum": list(INPUTS)},
            "suffix": {"type": "string"},
        },
    }
    key_schema: ClassVar[Mapping[str, JSON]] = {
        "type": "object",
        "required": ["accepted"],
        "properties": {
            "accepted": {"type": "array", "minItems": 1, "maxItems": MOST},
            "unit": {"type": "object"},
            "solution": {"type": ["string", "object"]},
        },
    }
    authoring_fields = (
        AuthoringField("body.stem", "rich", gettext_lazy("Question")),
        AuthoringField("body.input", "choice", gettext_lazy("Number or words")),
        AuthoringField("body.suffix", "text", gettext_lazy("Unit behind the box")),
        AuthoringField("key.accepted", "accepted", gettext_lazy("Accepted answers")),
        AuthoringField("key.unit", "unit", gettext_lazy("Unit")),
        AuthoringField("key.solution", "rich", gettext_lazy("Solution")),
    )
    flag_labels: ClassVar[Mapping[str, Any]] = {
        "ambiguous_number": gettext_lazy("can be read as two numbers"),
        "near_miss": gettext_lazy("one letter away from the key"),
        "extra_text": gettext_lazy("the right number with words that were not asked for"),
    }

    def read_body(self, data: JSON, *, stored: bool = False) -> ShortBody:
        """{stem, input: "number" (default) or "text", suffix?}."""
        reader = Reader(stored=stored)
        place = _("Question")
        data = reader.mapping(data, allowed=("stem", "input", "suffix"), place=place)
        body = ShortBody(
            reader.rich(data, "stem", place=place),
            reader.choice(data, "input", INPUTS, place=_("Number or words"), default=INPUTS[0]),
            reader.text(data, "suffix", place=_("Unit behind the box")),
        )
        reader.finish()
        return body

    def read_key(self, body: ShortBody, data: JSON, *, stored: bool = False) -> ShortKey:
        """{accepted: [text or {value, …}], unit?, solution?}; at least one answer earns everything."""
        reader = Reader(stored=stored)
        place = _("Accepted answers")
        data = reader.mapping(data, allowed=("accepted", "unit", "solution"), place=place)
        solution = reader.rich(data, "solution", place=_("Solution"), required=False)
        accepted = tuple(
            read_accepted(
                reader,
                entry,
                kind=body.input,
                place=_("Accepted answer %(number)d") % {"number": rank + 1},
                path=join("accepted", rank),
            )
            for rank, entry in enumerate(reader.items(data, "accepted", place=place, least=1, most=MOST))
        )
        if accepted and all(one.fraction != 1 for one in accepted):
            reader.problem(place, _("one answer must earn the full mark."), "accepted")
        unit = read_unit(reader, data.get("unit"), place=_("Unit"), path="unit")
        reader.finish()
        return ShortKey(accepted, unit, solution)

    def prepare(self, body: ShortBody, form: FormContext) -> Prepared:
        """Nothing to shuffle."""
        return Prepared(self.key, body.stem.html, {}, {"input": body.input, "suffix": body.suffix})

    def render(self, prepared: Prepared, mode: Mode, key: ShortKey | None = None) -> Rendered:
        """{stem, input, suffix, length}; on paper {cells}; KEY and REVIEW add {accepted, solution}."""
        properties: dict[str, JSON] = {"stem": prepared.stem, "length": TEXT_LENGTH, **prepared.parts}
        if mode is Mode.PRINT:
            properties["cells"] = PAPER_CELLS if prepared.parts["input"] == "number" else 0
        if key is not None and mode in (Mode.KEY, Mode.REVIEW):
            properties["accepted"] = [
                {"value": one.value, "fraction": plain_decimal(one.fraction)} for one in key.accepted
            ]
            properties["solution"] = key.solution.html
        return Rendered("short-answer", properties)

    def parse(self, prepared: Prepared, raw: JSON) -> Response | Invalid | None:
        """The text as it was written, without spaces at the ends."""
        if raw is None:
            return None
        if not isinstance(raw, str):
            return Invalid("wrong_shape")
        if len(raw) > TEXT_LENGTH:
            return Invalid("too_long")
        if not is_clean(raw):
            return Invalid("unreadable")
        text = raw.strip()
        if looks_empty(text):
            return None
        ambiguous = prepared.parts["input"] == "number" and len(read_number(text)) > 1
        return Response(text, ("ambiguous_number",) if ambiguous else ())

    def grade(
        self, response: Response | None, prepared: Prepared, body: ShortBody, key: ShortKey, rule: Rule
    ) -> Outcome:
        """The best match; flags say what a teacher should look at."""
        if response is None or not isinstance(response.value, str):
            return Outcome(Decimal(0))
        match: Match = best_match(response.value, key.accepted, key.unit)
        flags = tuple(dict.fromkeys((*response.flags, *match.flags)))
        return Outcome(exact(match.fraction), match.parts, flags=flags)

    def show_key(self, prepared: Prepared, key: ShortKey) -> ShownKey:
        """The accepted answers; the suffix stands behind the box."""
        lines = tuple(
            KeyLine(conditional_escape(one.value), one.fraction) for one in key.accepted if one.value
        )
        return ShownKey(lines=lines, solution=key.solution.html)

    def guess(self, body: ShortBody, key: ShortKey, rule: Rule) -> Decimal:
        """Nothing, unless any text earns something."""
        return exact(max((one.fraction for one in key.accepted if one.kind == "any"), default=Decimal(0)))

    def findings(self, body: ShortBody, key: ShortKey) -> tuple[Finding, ...]:
        """A number that no right writing fits into the cells of an answer sheet."""
        numbers = [one for one in key.accepted if one.kind == "number" and one.fraction == 1]
        if not numbers or any(one.paper_writing() for one in numbers):
            return ()
        sentence = _(
            "Accepted answers: “%(value)s” does not fit into the %(cells)d cells of an answer sheet."
        )
        values = {"value": numbers[0].value, "cells": PAPER_CELLS}
        return (Finding("paper_cells", sentence % values, "accepted"),)

    def plain_text(self, body: ShortBody) -> str:
        """Stem and unit."""
        return tidy_line(f"{body.stem.text} {body.suffix}")

    def pictures(self, body: ShortBody) -> tuple[str, ...]:
        """Pictures of the stem."""
        return body.stem.pictures

    def examples(self) -> Iterator[Example]:
        """A number with decimal comma, a number with a unit, words."""
        yield Example(
            "a number",
            {"stem": "Tính $5{,}4 : 2$.", "input": "number"},
            {"accepted": ["2,7"], "solution": "Chia từ trái sang phải."},
            Rule("best"),
            _responses(
                right=["2,7", " 2.70 ", "+2,7", "２,７"], wrong=["-2,7", "27", "2,7 cm", "hai phẩy bảy"]
            ),
        )
        yield Example(
            "thousands or thousandths",
            {"stem": "Một kilômét rưỡi dài bao nhiêu mét?", "input": "number"},
            {"accepted": [{"value": "1500"}]},
            Rule("best"),
            _responses(right=["1500", "1.500", "1 500"], wrong=["1,500", "15.00"]),
        )
        yield from _more_examples()


def _responses(right: list[str], wrong: list[str]) -> tuple[ExampleResponse, ...]:
    return (
        *(ExampleResponse(Quality.RIGHT, text, Decimal(1)) for text in right),
        *(ExampleResponse(Quality.WRONG, text, Decimal(0)) for text in wrong),
        ExampleResponse(Quality.EMPTY, "  ", Decimal(0)),
        ExampleResponse(Quality.INVALID, 2.7, None),
        ExampleResponse(Quality.INVALID, {"value": "2,7"}, None),
        ExampleResponse(Quality.HOSTILE, "9" * 1_000_000, None),
        ExampleResponse(Quality.HOSTILE, "2,7\x00", None),
        ExampleResponse(Quality.HOSTILE, "\ud800", None),
    )


def _more_examples() -> Iterator[Example]:
    unit = {
        "mode": "required",
        "spellings": ["cm²"],
        "conversions": [{"spellings": ["m²"], "factor": "10000"}],
    }
    yield Example(
        "a number with its unit",
        {"stem": "Diện tích hình vuông cạnh $3$ cm?", "input": "number"},
        {"accepted": ["9"], "unit": unit},
        Rule("best"),
        (
            *_responses(right=["9 cm2", "9cm^2", "0,0009 m²"], wrong=["8 cm2", "9 m²"]),
            ExampleResponse(Quality.PARTIAL, "9", Decimal("0.5")),
            ExampleResponse(Quality.PARTIAL, "9 kg", Decimal("0.5")),
        ),
    )
    yield Example(
        "words",
        {"stem": "Nước ta gọi bầu khí quyển là gì?", "input": "text"},
        {
            "accepted": [
                "Hòa bình",
                {"value": "yên bình", "fraction": "0.5"},
                {"value": "quý mến", "fraction": "1"},
            ]
        },
        Rule("best"),
        (
            *_responses(
                right=["hoà bình", "HÒA  BÌNH.", "quí mến"],
                wrong=["hoa binh", "hòa bình thế giới", "hòa bìn"],
            ),
            ExampleResponse(Quality.PARTIAL, "yên bình", Decimal("0.5")),
        ),
    )
