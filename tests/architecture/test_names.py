"""Names say where a stranger would look; nothing in the repository knows one machine."""

import ast
import re
from pathlib import Path

from django.apps import apps

from tests.architecture.source import PACKAGES, modules, tracked_files

FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "misc", "tools2", "manager2", "stuff"}
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".lock",
    ".html",
    ".css",
    ".ts",
    ".json",
    ".csv",
    ".txt",
    ".sh",
    ".conf",
    ".service",
    "",
}
# Written in halves, so that this file does not find itself.
FOLDERS = ("work/" + "main", "work/" + "shared", "work/" + "brief", "opt/" + "wheels", "root/" + ".pyenv")
HOSTS = ("registry.npmjs" + ".org", "pypi" + ".org", "files.python" + "hosted.org")
TELLING = [re.compile("/" + re.escape(folder) + r"\b") for folder in FOLDERS] + [
    re.compile(re.escape(host)) for host in HOSTS
]


def test_no_file_is_named_for_nothing():
    assert not [
        name for name in modules() if Path(name).stem in FORBIDDEN or Path(name).parent.name in FORBIDDEN
    ]


def test_every_module_says_what_it_is_for():
    silent = [name for name, tree in modules().items() if tree.body and not ast.get_docstring(tree)]
    assert not silent


def test_app_labels_are_prefixed_with_their_package():
    for app in apps.get_app_configs():
        package, _, room = app.name.partition(".")
        if package in PACKAGES and room:
            assert app.label == f"{package}_{room.replace('.', '_')}", app.name


def test_only_the_registry_loads_modules_by_name():
    loading = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        if name != "config/registry.py"
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "__import__")
        or (isinstance(node, ast.Attribute) and node.attr == "import_module")
        or (isinstance(node, ast.alias) and node.name in {"importlib", "import_module"})
    ]
    assert not loading


def test_no_tracked_file_knows_one_machine_or_one_registry():
    found = []
    for file in tracked_files():
        if file.suffix not in TEXT or file.stat().st_size > 5_000_000:
            continue
        text = file.read_text(errors="replace")
        for pattern in TELLING:
            if match := pattern.search(text):
                found.append(f"{file.name}: {match[0]}")
    assert not found


def test_no_compiled_or_run_time_file_is_tracked():
    kinds = {".mo", ".pyc", ".sqlite3", ".so"}
    assert not [file for file in tracked_files() if file.suffix in kinds or "var" == file.parts[0]]
