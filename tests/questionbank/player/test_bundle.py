"""The player's bundle: its weight, its words, and that a component is one file."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from config import frontend
from questionbank.taking.wording import offline_words, player_words
from questionbank.types.registry import QUESTION_TYPES
from questionbank.types.wording import question_words

PLAYER = frontend.SOURCES / "player"
BUDGET = 45_000
CALL = re.compile(r"\bsay\(((?:[^(){},]|\$?\{[^}]*\}|\([^()]*\))*)")  # up to the values
NAME = re.compile(r"(?:^|[?:(])\s*(?:\"([\w-]+)\"|`([\w-]+)\$\{)")  # alone or chosen by a condition


@pytest.fixture(scope="module")
def built() -> Path:
    frontend.build()
    return frontend.OUTPUT


def test_player_and_worker_together_stay_below_forty_five_kilobytes(built):
    weight = sum(len(gzip.compress((built / name).read_bytes(), 9)) for name in ("player.js", "worker.js"))
    assert weight <= BUDGET


def said(path: Path) -> set[tuple[str, str]]:
    """(name, "") of every sentence a script says; ("", beginning) where the name is put together."""
    calls = CALL.findall(path.read_text(encoding="utf-8"))
    return {(name, beginning) for call in calls for name, beginning in NAME.findall(call)}


def test_every_sentence_the_scripts_say_comes_with_the_page():
    words = player_words() | offline_words()
    for path in [*PLAYER.glob("*.ts"), *PLAYER.glob("components/*.ts")]:
        for name, prefix in said(path):
            if name:
                assert name in words, f"{path.name}: {name}"
            else:
                assert any(one.startswith(prefix) for one in words), f"{path.name}: {prefix}…"


def test_a_single_question_finds_all_its_sentences():
    names = {name for path in PLAYER.glob("components/*.ts") for name, _ in said(path) if name}
    assert names <= set(question_words())


def test_every_question_type_has_its_component():
    drawn = {path.stem for path in PLAYER.glob("components/*.ts")}
    assert {kind.key.replace("_", "-") for kind in QUESTION_TYPES.values()} <= drawn


def test_a_new_component_is_one_file_and_nothing_else(tmp_path):
    copy = tmp_path / "frontend"
    shutil.copytree(frontend.SOURCES, copy)
    (copy / "player" / "components" / "tiny-type.ts").write_text(
        "import type { Draw } from '../kinds';\n"
        "export const draw: Draw = () => ({ element: document.createElement('tiny-mark'), show: () => undefined });\n"
    )
    for entry in ("player", "question"):
        command = [frontend._esbuild(), "--bundle", f"--target={frontend.OLDEST_BROWSERS}", "--format=esm"]
        done = subprocess.run(
            [*command, str(copy / entry / "index.ts")],
            capture_output=True,
            text=True,
            check=True,
            cwd=frontend.ROOT,
        )
        assert "tiny-mark" in done.stdout
