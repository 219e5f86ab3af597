"""True/false cluster (đúng - sai): one question, two to eight statements, one slot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import comb
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from questionbank.richtext.rich import RichText
from questionbank.types.base import (
    JSON,
    AuthoringField,
    Example,
    ExampleResponse,
    FormContext,
    Invalid,
    InvalidBody,
    Mode,
    Outcome,
    Prepared,
    Problem,
    Quality,
    QuestionType,
    Rendered,
    Response,
    Rule,
    exact,
)
from questionbank.types.reading import Reader, join, read_decimal
from questionbank.types.registry import question_type
from questionbank.types.showing import PartKey, Said, ShownKey, said_by_ids, yes_or_no
from questionbank.types.telling import earned_words, points_words

LEAST, MOST = 2, 8
BOTH = "both"  # both boxes marked, as a scanned sheet may say: answered, but not right
STEPS_2025 = (Fraction(0), Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(1))


@dataclass(frozen=True)
class Statement:
    """One statement (ý)."""

    id: str
    text: RichText


@dataclass(frozen=True)
class ClusterBody:
    """The stem and its statements in order: they are never shuffled."""

    stem: RichText
    statements: tuple[Statement, ...]

    def to_json(self) -> dict[str, JSON]:
        """{stem, statements: [{id, text}]}."""
        statements = [{"id": one.id, "text": one.text.to_json()} for one in self.statements]
        return {"stem": self.stem.to_json(), "statements": statements}


@dataclass(frozen=True)
class ClusterKey:
    """True or false for every statement, and the worked solution."""

    answers: Mapping[str, bool]
    solution: RichText

    def to_json(self) -> dict[str, JSON]:
        """{answers: {id: bool}, solution}."""
        return {"answers": dict(self.answers), "solution": self.solution.to_json()}


@question_type(order=20)
class TrueFalseGroup(QuestionType[ClusterBody, ClusterKey]):
    """Each statement is true or false; the rule turns the number of right ones into the fraction."""

    key = "true_false_group"
    label = gettext_lazy("True or false")
    rules = ("steps_2025", "linear", "all_or_nothing", "table")
    rule_labels: ClassVar[Mapping[str, Any]] = {
        "steps_2025": gettext_lazy("steps of 2025: 10%, 25%, 50%, 100% (four statements)"),
        "linear": gettext_lazy("every right statement earns the same share"),
        "all_or_nothing": gettext_lazy("all right, or nothing"),
        "table": gettext_lazy("own table"),
    }
    default_rule = "steps_2025"
    body_schema: ClassVar[Mapping[str, JSON]] = {
        "type": "object",
        "required": ["stem", "statements"],
        "properties": {
            "stem": {"type": ["string", "object"]},
            "statements": {
                "type": "array",
                "minItems": LEAST,
                "maxItems": MOST,
                "items": {
                    "type": "object",
                    "required": ["id", "text"],
                    "properties": {"id": {"type": "string"}, "text": {"type": ["string", "object"]}},
                },
            },
        },
    }
    key_schema: ClassVar[Mapping[str, JSON]] = {
        "type": "object",
        "required": ["answers"],
        "properties": {"answers": {"type": "object"}, "solution": {"type": ["string", "object"]}},
    }
    authoring_fields = (
        AuthoringField("body.stem", "rich", gettext_lazy("Question")),
        AuthoringField("body.statements", "statements", gettext_lazy("Statements")),
        AuthoringField("key.answers", "true_false", gettext_lazy("True or false")),
        AuthoringField("key.solution", "rich", gettext_lazy("Solution")),
    )
    flag_labels: ClassVar[Mapping[str, Any]] = {
        "double_mark": gettext_lazy("a statement marked both true and false"),
    }

    def read_body(self, data: JSON, *, stored: bool = False) -> ClusterBody:
        """{stem, statements: [{id, text}]} with two to eight statements."""
        reader = Reader(stored=stored)
        data = reader.mapping(data, allowed=("stem", "statements"), place=_("Question"))
        stem = reader.rich(data, "stem", place=_("Question"))
        seen: set[str] = set()
        entries = reader.items(data, "statements", place=_("Statements"), least=LEAST, most=MOST)
        statements = tuple(_read_statement(reader, entry, rank, seen) for rank, entry in enumerate(entries))
        reader.finish()
        return ClusterBody(stem, statements)

    def read_key(self, body: ClusterBody, data: JSON, *, stored: bool = False) -> ClusterKey:
        """{answers: {id: true or false}} for every statement, with an optional solution."""
        reader = Reader(stored=stored)
        place = _("True or false")
        data = reader.mapping(data, allowed=("answers", "solution"), place=place)
        solution = reader.rich(data, "solution", place=_("Solution"), required=False)
        ids = [one.id for one in body.statements]
        answers = reader.mapping(data.get("answers"), allowed=ids, place=place, path="answers")
        for rank, one in enumerate(ids):
            if not isinstance(answers.get(one), bool):
                reader.problem(_place(rank), _("say whether it is true or false."), join("answers", one))
        reader.finish()
        return ClusterKey({one: answers[one] for one in ids}, solution)

    def read_rule(self, body: ClusterBody, data: JSON = None) -> Rule:
        """As for every type; `steps_2025` needs four statements, `table` one entry per number of right statements."""
        count = len(body.statements)
        if data is None and count != len(STEPS_2025) - 1:
            return Rule("linear")
        rule = super().read_rule(body, data)
        if rule.key == "steps_2025" and count != len(STEPS_2025) - 1:
            sentence = _(
                "Scoring rule: the steps of 2025 need exactly four statements; this question has %(count)d."
            )
            raise InvalidBody([Problem(sentence % {"count": count}, "rule")])
        return _read_table(data, count) if rule.key == "table" else rule

    def tell_rule(self, rule: Rule, worth: Decimal | None) -> str:
        """A ladder of steps, or what the statements share."""
        if rule.key == "linear":
            return _tell_linear(worth)
        if rule.key == "all_or_nothing":
            return _tell_all_or_nothing(worth)
        steps = rule.table[1:] if rule.key == "table" else [exact(one) for one in STEPS_2025[1:]]
        return _tell_ladder(steps, worth)

    def prepare(self, body: ClusterBody, form: FormContext) -> Prepared:
        """Statements keep the author's order in every form."""
        texts = {one.id: one.text.html for one in body.statements}
        return Prepared(self.key, body.stem.html, {"statements": tuple(texts)}, {"statements": texts})

    def render(self, prepared: Prepared, mode: Mode, key: ClusterKey | None = None) -> Rendered:
        """{stem, statements: [{id, letter, html}]}; KEY and REVIEW add {answers, solution}."""
        texts = prepared.parts["statements"]
        statements = [
            {"id": one, "letter": letter, "html": texts[one]}
            for letter, one in zip("abcdefgh", prepared.order["statements"], strict=False)
        ]
        properties: dict[str, JSON] = {"stem": prepared.stem, "statements": statements}
        if key is not None and mode in (Mode.KEY, Mode.REVIEW):
            properties["answers"] = dict(key.answers)
            properties["solution"] = key.solution.html
        return Rendered("true-false-group", properties)

    def parse(self, prepared: Prepared, raw: JSON) -> Response | Invalid | None:
        """{id: true, false, null or "both"}; statements may be missing; nothing marked is no answer."""
        if raw is None or raw == "":
            return None
        if not isinstance(raw, dict) or len(raw) > MOST:
            return Invalid("wrong_shape")
        ids = prepared.order["statements"]
        if any(one not in ids for one in raw):
            return Invalid("unknown_statement")
        if any(not (mark is None or isinstance(mark, bool) or mark == BOTH) for mark in raw.values()):
            return Invalid("wrong_shape")
        marks = {one: raw[one] for one in ids if raw.get(one) is not None}
        if not marks:
            return None
        return Response(marks, ("double_mark",) if BOTH in marks.values() else ())

    def grade(
        self, response: Response | None, prepared: Prepared, body: ClusterBody, key: ClusterKey, rule: Rule
    ) -> Outcome:
        """The rule's entry for the number of right statements; unanswered and doubly marked ones are not right."""
        marks = response.value if response and isinstance(response.value, dict) else {}
        parts = {one: Decimal(int(marks.get(one) is answer)) for one, answer in key.answers.items()}
        right = sum(map(int, parts.values()))
        return Outcome(
            exact(_steps(rule, len(parts))[right]), parts, flags=response.flags if response else ()
        )

    def show_key(self, prepared: Prepared, key: ClusterKey) -> ShownKey:
        """True or false of every statement."""
        parts = tuple(
            PartKey(one, yes_or_no(key.answers[one]), holds=key.answers[one])
            for one in prepared.order["statements"]
        )
        return ShownKey(parts, solution=key.solution.html)

    def say(self, prepared: Prepared, value: JSON) -> tuple[Said, ...]:
        """True or false of every statement that was marked, or both."""
        return said_by_ids(prepared, value, {BOTH: _("true and false")})

    def guess(self, body: ClusterBody, key: ClusterKey, rule: Rule) -> Decimal:
        """The mean of the rule over all 2^n ways to mark."""
        count = len(body.statements)
        steps = _steps(rule, count)
        return exact(
            sum((comb(count, right) * steps[right] for right in range(count + 1)), Fraction(0)) / 2**count
        )

    def plain_text(self, body: ClusterBody) -> str:
        """Stem and statements."""
        return " ".join([body.stem.text, *(one.text.text for one in body.statements)])

    def pictures(self, body: ClusterBody) -> tuple[str, ...]:
        """Pictures of stem and statements."""
        texts = [body.stem, *(one.text for one in body.statements)]
        return tuple(dict.fromkeys(picture for text in texts for picture in text.pictures))

    def examples(self) -> Iterator[Example]:
        """Four statements by the steps of 2025 and by the line, three by a school's own table."""
        texts = ["$y(0) = 0$", "$y' = 2x$", "$y \\ge -1$", "Đồ thị cắt trục $Ox$"]
        four = _example_body("<p>Cho hàm số $y = x^2 - 2x$.</p>", texts)
        key = {"answers": {"s1": True, "s2": False, "s3": True, "s4": True}, "solution": "$y' = 2x - 2$."}
        for rule, half in (("steps_2025", "0.25"), ("linear", "0.5"), ("all_or_nothing", "0")):
            yield Example(rule, four, key, Rule(rule), _example_responses(Decimal(half)))
        table = (Decimal(0), Decimal("0.2"), Decimal("0.5"), Decimal(1))
        yield Example(
            "table",
            _example_body("Nước", ["sôi ở 100 °C", "nặng hơn dầu", "là kim loại"]),
            {"answers": {"s1": True, "s2": True, "s3": False}},
            Rule("table", table),
            (
                ExampleResponse(Quality.RIGHT, {"s1": True, "s2": True, "s3": False}, Decimal(1)),
                ExampleResponse(Quality.PARTIAL, {"s1": True, "s2": False, "s3": False}, Decimal("0.5")),
                ExampleResponse(Quality.PARTIAL, {"s1": BOTH, "s2": True}, Decimal("0.2")),
                ExampleResponse(Quality.WRONG, {"s3": True}, Decimal(0)),
            ),
        )


def _steps(rule: Rule, count: int) -> list[Fraction]:
    """The fraction for 0 to `count` right statements."""
    if rule.key == "steps_2025" and count == len(STEPS_2025) - 1:
        return list(STEPS_2025)
    if rule.key == "table" and len(rule.table) == count + 1:
        return [Fraction(entry) for entry in rule.table]
    if rule.key == "linear":
        return [Fraction(right, count) for right in range(count + 1)]
    if rule.key == "all_or_nothing":
        return [Fraction(0)] * count + [Fraction(1)]
    raise InvalidBody([Problem(_("Scoring rule: it does not fit the number of statements."), "rule")])


def _read_table(data: JSON, count: int) -> Rule:
    entries = data.get("table") if isinstance(data, dict) else None
    table = [read_decimal(entry) for entry in entries[: MOST + 2]] if isinstance(entries, list) else []
    steps = [entry for entry in table if entry is not None]
    grows = (
        len(steps) == len(table) == count + 1 and steps == sorted(steps) and steps[0] == 0 and steps[-1] == 1
    )
    if not grows:
        sentence = _("Scoring rule: the table needs %(count)d numbers from 0 to 1 that never fall.")
        raise InvalidBody([Problem(sentence % {"count": count + 1}, "rule.table")])
    return Rule("table", tuple(steps))


def _read_statement(reader: Reader, entry: JSON, rank: int, seen: set[str]) -> Statement:
    place, path = _place(rank), join("statements", rank)
    data = reader.mapping(entry, allowed=("id", "text"), place=place, path=path)
    return Statement(
        reader.identifier(data, seen, place=place, path=path),
        reader.rich(data, "text", place=place, path=path),
    )


def _place(rank: int) -> str:
    return _("Statement %(letter)s") % {"letter": chr(ord("a") + rank)}


def _example_body(stem: str, texts: list[str]) -> JSON:
    return {
        "stem": stem,
        "statements": [{"id": f"s{rank}", "text": text} for rank, text in enumerate(texts, 1)],
    }


def _example_responses(half: Decimal) -> tuple[ExampleResponse, ...]:
    return (
        ExampleResponse(Quality.RIGHT, {"s1": True, "s2": False, "s3": True, "s4": True}, Decimal(1)),
        ExampleResponse(Quality.PARTIAL, {"s1": True, "s2": False, "s3": None, "s4": False}, half),
        ExampleResponse(Quality.WRONG, {"s1": False, "s2": True, "s3": False, "s4": False}, Decimal(0)),
        ExampleResponse(Quality.EMPTY, {}, Decimal(0)),
        ExampleResponse(Quality.EMPTY, {"s1": None}, Decimal(0)),
        ExampleResponse(Quality.INVALID, {"s9": True}, None),
        ExampleResponse(Quality.INVALID, {"s1": "true"}, None),
        ExampleResponse(Quality.INVALID, {"s1": 1}, None),
        ExampleResponse(Quality.HOSTILE, {f"s{rank}": True for rank in range(10_000)}, None),
    )


def _tell_ladder(fractions: Sequence[Decimal], worth: Decimal | None) -> str:
    """ "1 statement right: 0,1 points; 2: 0,25 points; …": in points where all questions are worth the same."""
    rungs = "; ".join(
        ngettext("%(count)d statement: %(earned)s", "%(count)d statements: %(earned)s", count)
        % {"count": count, "earned": earned_words(fraction, worth)}
        for count, fraction in enumerate(fractions, start=1)
    )
    return _("Right statements of a question earn – %(rungs)s.") % {"rungs": rungs}


def _tell_linear(worth: Decimal | None) -> str:
    if worth is None:
        return _("Every right statement earns the same share of the question's points.")
    values = {"points": points_words(worth)}
    return _("Each question earns up to %(points)s; every right statement the same share of it.") % values


def _tell_all_or_nothing(worth: Decimal | None) -> str:
    if worth is None:
        return _("A question counts only when all its statements are right.")
    return _("A question with all its statements right earns %(points)s, otherwise nothing.") % {
        "points": points_words(worth)
    }
