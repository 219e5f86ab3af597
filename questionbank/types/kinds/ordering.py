"""Ordering (sắp xếp): two to eight items to be brought into their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import factorial
from typing import Any, ClassVar

from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionbank.richtext.rich import RichText
from questionbank.types.base import (
    JSON,
    AuthoringField,
    Example,
    ExampleResponse,
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
from questionbank.types.reading import Reader, join
from questionbank.types.registry import question_type
from questionbank.types.showing import KeyLine, Said, ShownKey, texts_of
from questionbank.types.shuffling import form_order
from questionbank.types.telling import points_words

LEAST, MOST = 2, 8
ARROW = " → "


@dataclass(frozen=True)
class Item:
    """One thing that has a place in the order."""

    id: str
    text: RichText


@dataclass(frozen=True)
class OrderingBody:
    """The stem and the items as their author wrote them down."""

    stem: RichText
    items: tuple[Item, ...]

    def to_json(self) -> dict[str, JSON]:
        """{stem, items: [{id, text}]}."""
        return {
            "stem": self.stem.to_json(),
            "items": [{"id": one.id, "text": one.text.to_json()} for one in self.items],
        }


@dataclass(frozen=True)
class OrderingKey:
    """The ids in their right order, and why."""

    order: tuple[str, ...]
    solution: RichText

    def to_json(self) -> dict[str, JSON]:
        """{order, solution}."""
        return {"order": list(self.order), "solution": self.solution.to_json()}


@question_type(order=40)
class Ordering(QuestionType[OrderingBody, OrderingKey]):
    """Items are always mixed: an author writes them down in the right order."""

    key = "ordering"
    label = gettext_lazy("Ordering")
    rules = ("exact", "absolute_position", "relative_pairs")
    default_rule = "exact"
    rule_labels: ClassVar[Mapping[str, Any]] = {
        "exact": gettext_lazy("the whole order right, or nothing"),
        "absolute_position": gettext_lazy("every item in its place earns the same share"),
        "relative_pairs": gettext_lazy("every two right neighbours earn the same share"),
    }
    words: ClassVar[Mapping[str, Any]] = {
        "ordering_how": gettext_lazy("Bring these into the right order"),
        "ordering_up": gettext_lazy("Move up: %(place)s"),
        "ordering_down": gettext_lazy("Move down: %(place)s"),
        "ordering_moved": gettext_lazy("Now in place %(place)s of %(count)s"),
        "ordering_keep": gettext_lazy("This order is right"),
        "ordering_right_place": gettext_lazy("Right place: %(place)s"),
    }
    body_schema: ClassVar[Mapping[str, JSON]] = {
        "type": "object",
        "required": ["stem", "items"],
        "properties": {
            "stem": {"type": ["string", "object"]},
            "items": {
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
        "properties": {
            "order": {"type": "array", "items": {"type": "string"}},
            "solution": {"type": ["string", "object"]},
        },
    }
    authoring_fields = (
        AuthoringField("body.stem", "rich", gettext_lazy("Question")),
        AuthoringField("body.items", "items", gettext_lazy("Items in the right order")),
        AuthoringField("key.order", "row_order", gettext_lazy("Right order")),
        AuthoringField("key.solution", "rich", gettext_lazy("Solution")),
    )

    def read_body(self, data: JSON, *, stored: bool = False) -> OrderingBody:
        """{stem, items: [{id, text}]} with two to eight items."""
        reader = Reader(stored=stored)
        data = reader.mapping(data, allowed=("stem", "items"), place=_("Question"))
        stem = reader.rich(data, "stem", place=_("Question"))
        seen: set[str] = set()
        entries = reader.items(data, "items", place=_("Items"), least=LEAST, most=MOST)
        items = tuple(_read_item(reader, entry, rank, seen) for rank, entry in enumerate(entries))
        reader.finish()
        return OrderingBody(stem, items)

    def read_key(self, body: OrderingBody, data: JSON, *, stored: bool = False) -> OrderingKey:
        """{order: every id once, solution?}."""
        reader = Reader(stored=stored)
        place = _("Right order")
        data = reader.mapping(data, allowed=("order", "solution"), place=place)
        solution = reader.rich(data, "solution", place=_("Solution"), required=False)
        order = data.get("order")
        ids = [one.id for one in body.items]
        if not isinstance(order, list) or not _is_all_of(order, ids):
            reader.problem(place, _("name every item once."), "order")
            reader.give_up()
        reader.finish()
        return OrderingKey(tuple(order), solution)

    def tell_rule(self, rule: Rule, worth: Decimal | None) -> str:
        """In points where all questions are worth the same."""
        if rule.key == "exact" and worth is not None:
            return _("A question with everything in the right order earns %(points)s, otherwise nothing.") % {
                "points": points_words(worth)
            }
        if rule.key == "exact":
            return _("A question counts only when everything is in the right order.")
        part = (
            _("every item in its place earns the same share of it.")
            if rule.key == "absolute_position"
            else _("every two items that follow each other rightly earn the same share of it.")
        )
        up_to = points_words(worth) if worth is not None else _("all its points")
        return _("Each question earns up to %(points)s; %(part)s") % {"points": up_to, "part": part}

    def prepare(self, body: OrderingBody, form: FormContext) -> Prepared:
        """Mixed whatever the form says: the order in which they were written is the answer."""
        mixed = form_order([one.id for one in body.items], replace(form, shuffle=True))
        texts = {one.id: one.text.html for one in body.items}
        return Prepared(self.key, body.stem.html, {"items": mixed}, {"items": texts})

    def render(self, prepared: Prepared, mode: Mode, key: OrderingKey | None = None) -> Rendered:
        """{stem, items: [{id, html}]}; on paper with letters; KEY and REVIEW add {sequence, solution}."""
        texts = prepared.parts["items"]
        items = [{"id": one, "html": texts[one]} for one in prepared.order["items"]]
        if mode in (Mode.PRINT, Mode.KEY):
            items = [{"letter": letter, **one} for letter, one in zip("ABCDEFGH", items, strict=False)]
        properties: dict[str, JSON] = {"stem": prepared.stem, "items": items}
        if key is not None and mode in (Mode.KEY, Mode.REVIEW):
            properties["sequence"] = list(key.order)
            properties["solution"] = key.solution.html
        return Rendered("ordering", properties)

    def parse(self, prepared: Prepared, raw: JSON) -> Response | Invalid | None:
        """Every id once, in the pupil's order; null, "" and [] are no answer."""
        if raw is None or raw in ("", []):
            return None
        if not isinstance(raw, list) or not all(isinstance(one, str) for one in raw):
            return Invalid("wrong_shape")
        return Response(list(raw)) if _is_all_of(raw, prepared.order["items"]) else Invalid("not_every_item")

    def grade(
        self, response: Response | None, prepared: Prepared, body: OrderingBody, key: OrderingKey, rule: Rule
    ) -> Outcome:
        """The share of right places or right neighbours, or everything or nothing."""
        given = response.value if response and isinstance(response.value, list) else []
        if len(given) != len(key.order):
            return Outcome(Decimal(0))
        if rule.key == "exact":
            return Outcome(Decimal(int(tuple(given) == key.order)))
        wanted, said = (
            (list(pairwise(key.order)), list(pairwise(given)))
            if rule.key == "relative_pairs"
            else (list(enumerate(key.order)), list(enumerate(given)))
        )
        right = sum(one in wanted for one in said)
        return Outcome(exact(Fraction(right, len(wanted))))

    def show_key(self, prepared: Prepared, key: OrderingKey) -> ShownKey:
        """All items in one line."""
        return ShownKey(lines=(KeyLine(_in_a_row(prepared, key.order)),), solution=key.solution.html)

    def say(self, prepared: Prepared, value: JSON) -> tuple[Said, ...]:
        """The pupil's order in one line."""
        if not isinstance(value, list):
            return super().say(prepared, value)
        return (Said(_in_a_row(prepared, value)),) if value else ()

    def guess(self, body: OrderingBody, key: OrderingKey, rule: Rule) -> Decimal:
        """One order of n!; each place or pair is right once in n."""
        count = len(body.items)
        return exact(Fraction(1, factorial(count) if rule.key == "exact" else count))

    def plain_text(self, body: OrderingBody) -> str:
        """Stem and items; sorted, so that no list tells the order."""
        return " ".join([body.stem.text, *sorted(one.text.text for one in body.items)])

    def pictures(self, body: OrderingBody) -> tuple[str, ...]:
        """Pictures of stem and items."""
        texts = [body.stem, *(one.text for one in body.items)]
        return tuple(dict.fromkeys(picture for text in texts for picture in text.pictures))

    def examples(self) -> Iterator[Example]:
        """Numbers from small to large, by each of the rules."""
        texts = ["$-3$", "$0$", "$\\frac{1}{2}$", "$2$"]
        items = [{"id": f"i{rank}", "text": text} for rank, text in enumerate(texts, start=1)]
        body = {"stem": "<p>Sắp xếp các số theo thứ tự từ bé đến lớn.</p>", "items": items}
        key = {"order": ["i1", "i2", "i3", "i4"], "solution": "$-3 < 0 < \\frac{1}{2} < 2$."}
        for rule, turned, ends in (
            ("exact", "0", "0"),
            ("absolute_position", "0.5", "0"),
            ("relative_pairs", "0.3333333", "0.6666667"),
        ):
            yield Example(rule, body, key, Rule(rule), _responses(Decimal(turned), Decimal(ends)))


def _responses(turned: Decimal, ends: Decimal) -> tuple[ExampleResponse, ...]:
    def judged(raw: list[str], fraction: Decimal) -> ExampleResponse:
        return ExampleResponse(Quality.PARTIAL if fraction else Quality.WRONG, raw, fraction)

    return (
        ExampleResponse(Quality.RIGHT, ["i1", "i2", "i3", "i4"], Decimal(1)),
        judged(["i2", "i1", "i3", "i4"], turned),
        judged(["i4", "i1", "i2", "i3"], ends),
        ExampleResponse(Quality.WRONG, ["i4", "i3", "i2", "i1"], Decimal(0)),
        ExampleResponse(Quality.EMPTY, None, Decimal(0)),
        ExampleResponse(Quality.EMPTY, [], Decimal(0)),
        ExampleResponse(Quality.INVALID, ["i1", "i2"], None),
        ExampleResponse(Quality.INVALID, ["i1", "i1", "i2", "i3"], None),
        ExampleResponse(Quality.INVALID, "i1", None),
        ExampleResponse(Quality.HOSTILE, ["i1"] * 200_000, None),
        ExampleResponse(Quality.HOSTILE, [["i1"], {}, None, 1], None),
    )


def _read_item(reader: Reader, entry: JSON, rank: int, seen: set[str]) -> Item:
    place, path = _("Item %(number)d") % {"number": rank + 1}, join("items", rank)
    data = reader.mapping(entry, allowed=("id", "text"), place=place, path=path)
    return Item(
        reader.identifier(data, seen, place=place, path=path),
        reader.rich(data, "text", place=place, path=path),
    )


def _is_all_of(given: Sequence[JSON], ids: Sequence[str]) -> bool:
    if len(given) != len(ids) or not all(isinstance(one, str) for one in given):
        return False
    return sorted(given) == sorted(ids)


def _in_a_row(prepared: Prepared, order: Sequence[JSON]) -> Any:
    texts = texts_of(prepared)
    known = [mark_safe(texts[one]) if one in texts else one for one in map(str, order)]
    return format_html_join(ARROW, "{}", ((one,) for one in known))
