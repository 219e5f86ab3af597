"""The steps from a fresh clone to a city that can be served; each is skipped when nothing changed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from config import frontend
from config.launch.node import node_folder
from config.launch.places import PYTHON, ROOT
from config.launch.screen import SetupProblem, run, step
from config.launch.tools import ensure_environment, ensure_packages, uv

__all__ = ["SetupProblem", "prepare_city", "renew_locks", "set_up", "set_up_for_tests", "set_up_to_serve"]


def set_up() -> int:
    """Everything `make run` needs, without serving."""
    set_up_to_serve(os.environ)
    return 0


def set_up_to_serve(environment: Mapping[str, str]) -> None:
    """The same, for a city that will be reached at the addresses in `environment`."""
    _set_up_code("base")
    prepare_city(environment)


def set_up_for_tests() -> int:
    """The tools, the front end and the translations; tests make their own databases."""
    _set_up_code("dev")
    return 0


def prepare_city(environment: Mapping[str, str]) -> None:
    """Database, static files, demo city, index: `manage.py prepare` says what it does."""
    done = subprocess.run([str(PYTHON), "manage.py", "prepare"], cwd=ROOT, env=dict(environment), check=False)
    if done.returncode:
        raise SetupProblem("The city could not be prepared; the reason stands above. `make run` tries again.")


def renew_locks() -> int:
    """Resolve pyproject.toml anew into hashed locks for every platform."""
    ensure_environment()
    common = [
        uv(),
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--generate-hashes",
        "--no-annotate",
        "--no-header",
    ]
    common += ["--upgrade", "--python-version", "3.11"]
    for arguments in (
        ["pyproject.toml", "-o", "requirements/base.lock"],
        ["pyproject.toml", "--group", "dev", "-o", "requirements/dev.lock"],
    ):
        with step(arguments[-1]):
            run([*common, *arguments], cwd=ROOT, advice="Is the package index reachable?")
    return 0


def _set_up_code(lock: str) -> None:
    ensure_environment()
    ensure_packages(lock)
    _build_front_end()
    _compile_messages()


def _build_front_end() -> None:
    if _front_end_is_current():
        return
    folder = node_folder()
    environment = os.environ | ({"NODE_BIN": folder} if folder else {})
    with step("Front end (styles, scripts)"):
        advice = "Run the same command again; if it stays, delete node_modules and build/."
        run([str(PYTHON), "-m", "config.frontend", "build"], cwd=ROOT, env=environment, advice=advice)


def _front_end_is_current() -> bool:
    try:
        wanted = frontend.source_fingerprint()
    except OSError:  # a release carries the built files and no sources
        return frontend.OUTPUT.is_dir()
    return frontend.OUTPUT.is_dir() and frontend.STAMP.exists() and frontend.STAMP.read_text() == wanted


def _compile_messages() -> None:
    if all(_is_compiled(file) for file in ROOT.glob("*/locale/*/LC_MESSAGES/*.po")):
        return
    with step("Translations"):
        run([str(PYTHON), "-m", "config.messages", "compile"], cwd=ROOT, advice="Is a .po file damaged?")


def _is_compiled(file: Path) -> bool:
    compiled = file.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime_ns >= file.stat().st_mtime_ns
