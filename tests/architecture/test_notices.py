"""No ready-made sentence is stored as a notice: whoever reads it may read another language, and no longer every title."""

import ast
import re

import pytest
from django.utils import translation

from config.notices.words import NAMES, NOTICE_WORDS
from repository.curation.reviewable import REVIEWABLE
from tests.architecture.source import ROOT, calls, modules

TELLS = {"kind", "entry", "subject", "url"}
ROOM = "config/notices/services.py"
PART = re.compile(r"%\((\w+)\)s")


def constants(tree):
    """Texts a module gives names to: STUCK = "review.stuck"."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            yield from (
                (target.id, node.value.value) for target in node.targets if isinstance(target, ast.Name)
            )


def imports_from_notices(tree):
    """Names that a module takes from the services of notices."""
    taken = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return {name.name for node in taken if node.module == "config.notices.services" for name in node.names}


def makes_notices(tree):
    """Calls that make a row: `Notice(…)`, `Notice.objects.create(…)` and its like."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            words = ast.unparse(node.func).split(".")
            if words == ["Notice"] or (words[0] == "Notice" and "create" in words[-1]):
                yield node


def stores_a_sentence(source):
    """Why this code tells somebody in ready-made words; empty when it does not."""
    tree = ast.parse(source) if isinstance(source, str) else source
    rows = [f"line {call.lineno}: makes a row of its own" for call in makes_notices(tree)]
    told = calls(tree, "tell", "notify") if imports_from_notices(tree) else []
    for call in told:
        others = {one.arg or "**" for one in call.keywords} - TELLS
        rows += [f"line {call.lineno}: says {', '.join(sorted(others))}"] if others else []
    return rows


@pytest.mark.parametrize(
    "code",
    [
        "from config.notices.services import notify\nnotify([a], kind='x', subject='y', text=_('Approved'))",
        "from config.notices.services import tell\ntell([a], kind='x', entry=e, text='Approved: %s' % title)",
        "from config.notices.services import tell\ntell([a], kind='x', entry=e, **words)",
        "Notice.objects.create(recipient=a, kind='x', text='Approved')",
        "Notice.objects.bulk_create(Notice(recipient=a, text=t) for a in people)",
    ],
)
def test_the_guard_sees_what_it_is_for(code):
    assert stores_a_sentence(code)


def test_nobody_stores_a_ready_made_sentence():
    found = {path: stores_a_sentence(tree) for path, tree in modules().items() if path != ROOM}
    assert {path: why for path, why in found.items() if why} == {}
    [row] = [call for call in makes_notices(modules()[ROOM]) if ast.unparse(call.func) == "Notice"]
    assert {one.arg for one in row.keywords} == {"recipient", "kind", "subject", "url", "entry"}


def test_what_is_told_has_words_and_all_words_are_told():
    known = {name: value for tree in modules().values() for name, value in constants(tree)}
    told = set()
    for tree in modules().values():
        said = [one.value for call in calls(tree, "tell", "_tell", "_tell_author") for one in _kinds(call)]
        told |= {
            known.get(one.id) if isinstance(one, ast.Name) else one.value for one in said if _is_plain(one)
        }
    assert set(NOTICE_WORDS.keys()) <= told | {"regrade.score"}  # said by its verb
    assert {kind for kind in told if isinstance(kind, str) and "." in kind} <= set(NOTICE_WORDS.keys())


def _kinds(call):
    """The kind, by name or in the places where helpers of a room take it."""
    yield from (one for one in call.keywords if one.arg == "kind")
    yield from (ast.keyword("kind", one) for one in call.args)


def _is_plain(node):
    return isinstance(node, ast.Name) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_part_of_a_sentence_is_given_in_every_language(language):
    with translation.override(language):
        lacking = {
            kind: set(PART.findall(str(words.sentence))) ^ {*words.names, *words.parts}
            for kind, words in NOTICE_WORDS.items()
        }
    assert {kind: parts for kind, parts in lacking.items() if parts} == {}


def test_what_is_reviewed_is_named_by_its_reader():
    """Without a way to its names a kind is never called by its title, and rows of before would hide nothing."""
    assert set(REVIEWABLE.keys()) <= set(NAMES.keys())


def test_pages_show_what_was_made_for_their_reader():
    stored = [
        str(file.relative_to(ROOT))
        for package in ("config", "repository", "questionbank", "search")
        for file in (ROOT / package).rglob("*.html")
        if re.search(r"\bnotice\.text\b", file.read_text())
    ]
    assert stored == []
