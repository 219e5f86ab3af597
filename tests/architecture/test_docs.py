"""Documents that cannot lie: ARCHITECTURE lists the signals, the how-tos name what the registries know."""

import ast
import re

import pytest

from tests.architecture.source import ROOT, modules

ARCHITECTURE = ROOT / "ARCHITECTURE.md"
HOWTOS = {
    "add-a-file-format.md": "media/formats/handlers",
    "add-a-facet.md": "search/facets",
    "add-a-kind-of-result.md": "search/kinds",
    "add-a-question-type.md": "questionbank/types/kinds",
    "add-a-player.md": "media/players/kinds",
    "put-work-into-the-sandbox.md": "config/sandbox",
}


def signals():
    for path, tree in modules().items():
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                if getattr(node.value.func, "id", "") == "Signal":
                    yield path.removesuffix(".py").replace("/", "."), node.targets[0].id


def test_signals_live_in_files_named_for_them():
    assert not [module for module, _ in signals() if not module.endswith(".signals")]


@pytest.mark.parametrize(("module", "signal"), list(signals()))
def test_every_signal_is_listed(module, signal):
    assert f"{module}.{signal}" in ARCHITECTURE.read_text()


def test_the_floors_are_those_of_the_contracts():
    text = ARCHITECTURE.read_text()
    assert "search → questionbank → repository → media → config" in text


def test_only_own_signals_are_received():
    receiving = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        if not name.startswith("search/sync/")  # the outbox also follows rows that others delete
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals"
    ]
    assert not receiving


@pytest.mark.parametrize(("howto", "folder"), HOWTOS.items())
def test_howtos_name_their_folder(howto, folder):
    assert f"{folder}/" in (ROOT / "docs" / "howto" / howto).read_text()


def test_decisions_are_half_a_page():
    for file in (ROOT / "docs" / "decisions").glob("*.md"):
        words = len(file.read_text().split())
        assert 40 < words < 600, f"{file.name}: {words} words"


def test_documents_link_only_to_what_exists():
    broken = []
    for file in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", file.read_text()):
            if not (file.parent / target).exists():
                broken.append(f"{file.name}: {target}")
    assert not broken
