"""What the product asks to be installed is used by it, or stands here with the reason."""

import ast
import re
import tomllib
from importlib.metadata import packages_distributions

from tests.architecture.source import ROOT, modules

NOT_IMPORTED = {
    "argon2-cffi": "Django's password hasher imports it",
    "brotli": "whitenoise packs static files with it, fonttools fonts",
    "psycopg": "Django's PostgreSQL backend imports it",
}


def wanted():
    """The names of the packages that production installs, as pyproject.toml spells them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {re.match("[A-Za-z0-9-]+", line)[0].lower() for line in project["dependencies"]}


def imported():
    """Top-level names that product code imports, and those that the settings name as text."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield node.module.partition(".")[0]
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "settings/" in path:
                if re.fullmatch(r"[a-z_]+(\.[A-Za-z_]+)*", node.value):
                    yield node.value.partition(".")[0]


def test_everything_that_is_installed_is_used():
    names = set(imported())
    by_package = {}
    for name, packages in packages_distributions().items():
        for package in packages:
            by_package.setdefault(package.lower().replace("_", "-"), set()).add(name)
    unused = {package for package in wanted() if not by_package.get(package, set()) & names}
    assert unused == set(NOT_IMPORTED)
