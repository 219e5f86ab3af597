"""The house's own source files, parsed once."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "media", "repository", "questionbank", "search")


@cache
def modules():
    """{path relative to the root: syntax tree} of all product code, migrations excepted."""
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    kept = [file for file in files if "migrations" not in file.parts]
    return {str(file.relative_to(ROOT)): ast.parse(file.read_text()) for file in kept}


@cache
def tracked_files():
    """Every file that is, or could be, in the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def calls(tree, *names):
    """Every call of a plain or dotted function whose last word is one of `names`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            word = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if word in names:
                yield node
