"""A time budget per kB over every function that takes text from outside: no line of a stranger stops the house.

Functions are found by their look (`hostile_text.readers`); those that take text in another shape stand in DOORS. The
longest text each may get is what its callers let through.
"""

import time
from base64 import b64encode
from collections.abc import Iterator

import pytest
from django.http import QueryDict

from media.files.tus import read_metadata
from questionbank.richtext.mathml import convert_formula
from questionbank.richtext.rich import read_rich
from questionbank.richtext.sanitiser import sanitise
from questionbank.types.base import FormContext, InvalidBody, Rule
from questionbank.types.registry import QUESTION_TYPES
from search.facets import FACETS
from search.queries.asked import Asked
from search.queries.highlight import marks, snippet
from tests.security.hostile_text import readers, texts

pytestmark = pytest.mark.once("text only")

BUDGET = 0.012  # seconds of processor time per kB, on a slow machine; a quadratic reader needs a hundred times as much
SHARE = 0.25  # for starting
LENGTH = 6_000
FOUND = dict(readers())


def answer(text):
    for kind in QUESTION_TYPES.values():
        for example in kind.examples():
            prepared = kind.prepare(kind.read_body(example.body), FormContext())
            kind.parse(prepared, text)
            break


def short_answer(text):
    kind = QUESTION_TYPES["short_answer"]
    for body, accepted in (("number", "2,7"), ("text", "Hà Nội")):
        stem = kind.read_body({"stem": "x", "input": body})
        key = kind.read_key(stem, {"accepted": [accepted]})
        prepared = kind.prepare(stem, FormContext())
        response = kind.parse(prepared, text[:500])
        if response is not None and hasattr(response, "value"):
            kind.grade(response, prepared, stem, key, Rule("best"))


def question(text):
    kind = QUESTION_TYPES["short_answer"]
    try:
        stem = kind.read_body({"stem": text, "suffix": text[:500]})
        kind.read_key(stem, {"accepted": [text[:500]], "solution": text})
    except InvalidBody:
        pass


def asked(text):
    query = QueryDict(mutable=True)
    query["q"] = text
    read = Asked.read(query, list(FACETS.values()))
    return read.words, read.phrases, snippet(text, read.words), marks(text, read.words)


DOORS = {
    "answer": answer,
    "short answer": short_answer,
    "question": question,
    "search": asked,
    "rich text": read_rich,
    "sanitiser": sanitise,
    "formula": lambda text: convert_formula(text[:2_000]),
    "upload metadata": lambda text: read_metadata(
        "name " + b64encode(text.encode("utf-8", "replace")).decode()
    ),
    "upload metadata, raw": read_metadata,
}


def seconds(function, text):
    begun = time.process_time()
    try:
        result = function(text)
        if isinstance(result, Iterator):
            list(result)
    except Exception:
        pass
    return time.process_time() - begun


def slowest(function):
    budget = SHARE + BUDGET * LENGTH / 1000
    for text in texts(LENGTH):
        used = seconds(function, text)
        if used > budget:
            used = min(used, seconds(function, text))
        if used > budget:
            return f"{used:.2f} s for {text[:40]!r}… of {len(text)} characters"
    return ""


def test_the_readers_are_found():
    expected = {
        "questionbank.richtext.sanitiser.sanitise",
        "questionbank.richtext.rich.read_rich",
        "questionbank.richtext.latex.check_latex",
        "questionbank.richtext.chemistry.expand_chemistry",
        "config.spelling.tidy",
        "search.backends.text.clean",
        "media.formats.text.clean_block",
        "repository.curriculum.folding.fold_label",
    }
    assert expected <= FOUND.keys()
    assert len(FOUND) > 60


@pytest.mark.parametrize("name", sorted(FOUND))
@pytest.mark.timeout(120)
def test_a_reader_keeps_its_time(name):
    assert slowest(FOUND[name]) == ""


@pytest.mark.parametrize("door", sorted(DOORS))
@pytest.mark.timeout(240)
def test_a_door_keeps_its_time(door):
    assert slowest(DOORS[door]) == ""
