"""What belongs to one floor stands on it: media and the ground floor know no subject; a word has one meaning."""

import ast
import csv
import re

from config.spelling import plain
from tests.architecture.source import ROOT, modules, tracked_files

SUBJECT_WORDS = "repository/curriculum/data/subject_words.csv"
LONG_ENOUGH = 4  # letters; shorter ones ("anh", "tin", "van") are ordinary words, too
# Pupils hand in a test; authors send a work for review.
HAND_IN = re.compile(r"(?i)\bhand(ed|s|ing)?[-_ ]ins?\b|Hand(ed)?In\b")
REVIEWED_WORK = ("repository/", "questionbank/items/", "search/")
LANGUAGES = {"english", "tieng viet"}


def subject_words():
    with open(SUBJECT_WORDS, encoding="utf-8") as source:
        words = [row["words"] for row in csv.DictReader(source)]
    return re.compile(
        r"(?<![a-z])("
        + "|".join(word for word in words if len(word) >= LONG_ENOUGH and word not in LANGUAGES)
        + r")(?![a-z])"
    )


def working_texts(tree):
    """Texts that code works with: neither docstrings nor the made-up files that formats are tried with."""
    if isinstance(tree, ast.Expr) and isinstance(tree.value, ast.Constant):
        return
    if isinstance(tree, ast.FunctionDef) and tree.name == "examples":
        return
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        yield tree
    for node in ast.iter_child_nodes(tree):
        yield from working_texts(node)


def test_media_and_the_ground_floor_know_no_subject():
    known = subject_words()
    found = {
        f"{path}:{node.lineno}": said[0]
        for path, tree in modules().items()
        if path.startswith(("media/", "config/")) and "/samples/" not in path
        for node in working_texts(tree)
        if (said := known.search(plain(node.value)))
    }
    assert found == {}


def test_pupils_hand_in_and_authors_send_for_review():
    files = [file for file in tracked_files() if file.suffix in {".py", ".html"}]
    named = {str(file.relative_to(ROOT)): file for file in files if "migrations" not in file.parts}
    told = {
        path: found[0]
        for path, file in named.items()
        if path.startswith(REVIEWED_WORK) and (found := HAND_IN.search(file.read_text()))
    }
    assert told == {}
