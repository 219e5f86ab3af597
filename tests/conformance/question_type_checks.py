"""What every question type must stand: used for each registered type and for the type of the how-to."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import is_dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from questionbank.types.base import (
    Example,
    FormContext,
    Invalid,
    InvalidBody,
    Mode,
    Outcome,
    Prepared,
    Quality,
    QuestionType,
    Response,
)

CANARY = "chim hoàng yến 7391"
TELLING = {
    "answer",
    "answers",
    "key",
    "correct",
    "right",
    "weight",
    "weights",
    "fraction",
    "solution",
    "accepted",
}
NEEDED = {Quality.RIGHT, Quality.WRONG, Quality.EMPTY, Quality.INVALID, Quality.HOSTILE}


def deep(levels: int = 4_000) -> list:
    nest: list = []
    for _ in range(levels):
        nest = [nest]
    return nest


HOSTILE = [
    None,
    True,
    0,
    -1,
    10**400,
    1.5,
    float("nan"),
    float("inf"),
    Decimal("sNaN"),
    Decimal("1E+999999"),
    "",
    "o1",
    "\x00",
    "\ud800",
    "<script>alert(1)</script>",
    "$\\def\\x{\\x\\x}\\x$",
    "9" * 100_000,
    "a" * 1_000_000,
    [],
    {},
    [None] * 10_000,
    {"id": "o1"},
    {"__class__": "x", "source": 5},
    {"source": {"source": "x"}, "html": "<script>", "pictures": 3},
    deep(),
    {"x": deep()},
]


def check_declaration(kind: QuestionType):
    assert kind.key.isidentifier() and kind.key.islower()
    assert isinstance(kind.label, Promise), "the label must be a lazy translation"
    assert all(isinstance(field.label, Promise) for field in kind.authoring_fields)
    assert kind.default_rule in kind.rules
    assert type(kind).__doc__ and type(kind).examples.__doc__
    qualities = {response.quality for example in kind.examples() for response in example.responses}
    assert NEEDED <= qualities, f"examples lack {NEEDED - qualities}"


def check_reading(kind: QuestionType, example: Example):
    """Body, key and rule are dataclasses that survive JSON, fresh and stored; the schemas describe them."""
    body, key = read(kind, example)
    assert is_dataclass(body) and is_dataclass(key)
    body_json, key_json = (json.loads(json.dumps(part.to_json())) for part in (body, key))
    for stored in (False, True):
        again = kind.read_body(body_json, stored=stored)
        assert again == body
        assert kind.read_key(again, key_json, stored=stored) == key
    assert kind.read_rule(body, json.loads(json.dumps(example.rule.to_json()))) == example.rule
    kind.read_rule(body, None)
    for part, schema in ((example.body, kind.body_schema), (body_json, kind.body_schema)):
        assert not list(schema_faults(part, schema))
    for part, schema in ((example.key, kind.key_schema), (key_json, kind.key_schema)):
        assert not list(schema_faults(part, schema))
    assert kind.plain_text(body).strip(), "nothing of the question can be found"


def check_marks(kind: QuestionType, example: Example):
    """Every answer earns what the example says, twice; null earns nothing; nothing leaves [0, 1]."""
    body, key = read(kind, example)
    prepared = kind.prepare(body, FormContext())
    for response in example.responses:
        parsed = kind.parse(prepared, response.raw)
        assert isinstance(parsed, Response | Invalid | None)
        if response.fraction is None:
            assert isinstance(parsed, Invalid), (
                f"{response.quality}: {str(response.raw)[:60]} must be refused"
            )
            assert parsed.code.isidentifier()
            continue
        assert not isinstance(parsed, Invalid), (response, parsed)
        assert (parsed is None) == (response.quality is Quality.EMPTY)
        if parsed is not None:
            assert json.loads(json.dumps(parsed.value)) == parsed.value
        outcome = kind.grade(parsed, prepared, body, key, example.rule)
        check_outcome(outcome)
        assert outcome.fraction == response.fraction, f"{response.quality}: {str(response.raw)[:60]}"
        assert kind.grade(parsed, prepared, body, key, example.rule) == outcome
    assert kind.grade(None, prepared, body, key, example.rule).fraction == 0
    guess = kind.guess(body, key, example.rule)
    assert guess is None or (isinstance(guess, Decimal) and 0 <= guess <= 1)


def check_showing(kind: QuestionType, example: Example):
    """Keys and answers are said in words that are safe to show; what is not an answer has none."""
    body, key = read(kind, example)
    prepared = kind.prepare(body, FormContext())
    shown = kind.show_key(prepared, key)
    assert shown.parts or shown.lines
    known = {one for ids in prepared.order.values() for one in ids}
    assert {one.part for one in shown.parts} <= known
    shares = [one.share for one in (*shown.parts, *shown.lines)]
    assert all(0 < share <= 1 for share in shares) and 1 in shares
    assert all(isinstance(one.words, SafeString) for one in (*shown.parts, *shown.lines))
    assert kind.say(prepared, None) == ()
    for response in example.responses:
        parsed = kind.parse(prepared, response.raw)
        if isinstance(parsed, Response):
            said = kind.say(prepared, parsed.value)
            assert said and all(isinstance(one.words, SafeString) and one.words for one in said)


def check_words_are_safe(kind: QuestionType, example: Example):
    """Whatever a pupil types, or a row of long ago holds, is text and never markup."""
    body, _key = read(kind, example)
    prepared = kind.prepare(body, FormContext())
    for value in ("<b>x", ["<b>x"], {"<b>x": "<b>x"}, {"s1": "<b>x"}, {"s1": ["<b>x"]}, 1.5, [[1]]):
        assert "<b>x" not in "".join(one.label + one.words for one in kind.say(prepared, value))


def check_rules(kind: QuestionType):
    """Every rule has a name, and a sentence for pupils whether or not it is known what a question is worth."""
    assert kind.rule_labels.keys() <= set(kind.rules)
    assert len(kind.rules) == 1 or kind.rule_labels.keys() == set(kind.rules)
    for example in kind.examples():
        assert isinstance(kind.tell_rule(example.rule, None), str)
        assert kind.tell_rule(example.rule, Decimal("0.25"))


def check_flags(kind: QuestionType):
    """Whatever a person should look at is said in words, and shown by an example."""
    seen = set()
    for example in kind.examples():
        body, key = read(kind, example)
        for response in example.responses:
            prepared = kind.prepare(body, FormContext())
            parsed = kind.parse(prepared, response.raw)
            if isinstance(parsed, Response):
                seen |= {*parsed.flags, *kind.grade(parsed, prepared, body, key, example.rule).flags}
    assert seen == kind.flag_labels.keys()
    assert all(isinstance(label, Promise) for label in kind.flag_labels.values())


def check_outcome(outcome: Outcome):
    for fraction in (outcome.fraction, *outcome.parts.values()):
        assert isinstance(fraction, Decimal) and 0 <= fraction <= 1
        assert fraction.as_tuple().exponent >= -7
    assert all(flag.isidentifier() for flag in outcome.flags)


def check_orders(kind: QuestionType, example: Example):
    """Neither the order of a form nor the order in the body changes a mark; the same form has the same order."""
    body, key = read(kind, example)
    turned = kind.read_body(with_lists_turned(example.body))
    turned_key = kind.read_key(turned, example.key)
    for seed in range(12):
        form = FormContext(seed=seed, shuffle=True, item="q1")
        prepared = kind.prepare(body, form)
        assert kind.prepare(body, form) == prepared
        assert Prepared.from_json(json.loads(json.dumps(prepared.to_json()))) == prepared
        for response in example.responses:
            if response.fraction is None:
                continue
            parsed = kind.parse(prepared, response.raw)
            assert kind.grade(parsed, prepared, body, key, example.rule).fraction == response.fraction
            other = kind.parse(kind.prepare(turned, form), response.raw)
            assert kind.grade(other, prepared, turned, turned_key, example.rule).fraction == response.fraction


def check_secrecy(kind: QuestionType, example: Example):
    """What a pupil gets while answering does not depend on the key, holds no telling property and no solution."""
    body = kind.read_body(example.body)
    key = kind.read_key(body, {**example.key, "solution": CANARY})
    prepared = kind.prepare(body, FormContext(seed=3, shuffle=True))
    for mode in (Mode.TAKE, Mode.PREVIEW, Mode.PRINT):
        shown = kind.render(prepared, mode, key)
        assert shown == kind.render(prepared, mode), f"{mode} depends on the key"
        data = json.dumps([prepared.to_json(), dict(shown.properties), shown.component], ensure_ascii=False)
        assert CANARY not in data
        assert not TELLING & set(names(json.loads(data)))
    told = json.dumps(dict(kind.render(prepared, Mode.REVIEW, key).properties), ensure_ascii=False)
    assert CANARY in told, "the review shows the solution"
    assert CANARY not in json.dumps(dict(kind.render(prepared, Mode.REVIEW).properties), ensure_ascii=False)


def check_hostile(kind: QuestionType, example: Example):
    """Whatever stands in body, key, rule or answer: a typed result or InvalidBody, nothing else; never slow."""
    body, _key = read(kind, example)
    prepared = kind.prepare(body, FormContext())
    for value in HOSTILE:
        assert isinstance(kind.parse(prepared, value), Response | Invalid | None)
        for attempt in (
            kind.read_body,
            lambda data: kind.read_key(body, data),
            lambda data: kind.read_rule(body, data),
        ):
            _try(attempt, value)
        _try(lambda data: kind.read_rule(body, {"key": "table", "table": data}), value)
        _try(lambda data: kind.read_rule(body, {"key": data}), value)
    for spoilt in spoilt_copies(example.body):
        _try(kind.read_body, spoilt)
    for spoilt in spoilt_copies(example.key):
        _try(lambda data: kind.read_key(body, data), spoilt)
    for response in example.responses:
        if response.quality is Quality.RIGHT:
            for spoilt in spoilt_copies(response.raw):
                assert isinstance(kind.parse(prepared, spoilt), Response | Invalid | None)


CHECKS = (
    check_reading, check_marks, check_orders, check_secrecy, check_hostile, check_showing, check_words_are_safe
)  # fmt: skip


def check_all(kind: QuestionType):
    check_declaration(kind)
    check_flags(kind)
    check_rules(kind)
    for example in kind.examples():
        for check in CHECKS:
            check(kind, example)


def read(kind: QuestionType, example: Example):
    body = kind.read_body(example.body)
    return body, kind.read_key(body, example.key)


def _try(attempt, value):
    try:
        attempt(value)
    except InvalidBody as error:
        assert error.problems
        for problem in error.problems:
            assert problem.strip() and len(problem) < 400
            problem.encode()  # a sentence can always be shown


def spoilt_copies(data) -> Iterator:
    """The data with one place replaced by a hostile value, one at a time, and with unknown fields."""
    if not isinstance(data, dict | list):
        return
    for place in data if isinstance(data, dict) else range(len(data)):
        for value in HOSTILE:
            spoilt = copy.copy(data)
            spoilt[place] = value
            yield spoilt
        for inner in spoilt_copies(data[place]):
            spoilt = copy.copy(data)
            spoilt[place] = inner
            yield spoilt
    if isinstance(data, dict):
        yield {**data, "\ud800" * 100: deep()}
    elif data:
        yield [*data, data[0]]


def with_lists_turned(data):
    """The same body with every list of things that have an id in reverse order."""
    if isinstance(data, dict):
        return {name: with_lists_turned(value) for name, value in data.items()}
    if isinstance(data, list):
        turned = [with_lists_turned(entry) for entry in data]
        has_ids = all(isinstance(entry, dict) and "id" in entry for entry in turned)
        return turned[::-1] if has_ids else turned
    return data


def names(data) -> Iterator[str]:
    """Every property name in a JSON value."""
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from names(value)
    if isinstance(data, dict):
        yield from data


_JSON_TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "number": int | float,
    "integer": int,
}


def schema_faults(data, schema) -> Iterator[str]:
    """Where data does not fit the small part of JSON Schema that types use."""
    if "enum" in schema and data not in schema["enum"]:
        yield f"{data!r} is none of {schema['enum']}"
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(isinstance(data, _JSON_TYPES[kind]) for kind in kinds):
        yield f"{data!r} is no {kinds}"
    if isinstance(data, dict):
        yield from (f"{name} is missing" for name in schema.get("required", ()) if name not in data)
        for name, value in data.items():
            if "properties" in schema and name not in schema["properties"]:
                yield f"{name} is unknown"
            yield from schema_faults(value, schema.get("properties", {}).get(name, {}))
    if isinstance(data, list):
        if not schema.get("minItems", 0) <= len(data) <= schema.get("maxItems", len(data)):
            yield f"{len(data)} entries"
        for entry in data:
            yield from schema_faults(entry, schema.get("items", {}))
