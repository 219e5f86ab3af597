"""What belongs to one floor stands on it: media and the ground floor know no subject, questions know no material."""

import ast
import csv
import re

from config.spelling import plain
from tests.architecture.source import modules

SUBJECT_WORDS = "repository/curriculum/data/subject_words.csv"
LONG_ENOUGH = 4  # letters; shorter ones ("anh", "tin", "van") are ordinary words, too
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
