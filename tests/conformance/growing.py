"""A house that has grown by one format and one player, both in a folder of the test: here and in the child."""

import importlib
import sys
from contextlib import contextmanager
from copy import deepcopy

from config.sandbox import runner
from media.formats import handlers
from media.formats.registry import FORMATS
from media.players import kinds
from media.players.base import PLAYERS

CHILD = """
import sys
from importlib import import_module
from pathlib import Path

class Grown:
    \"\"\"Adds the folder as soon as the package of the formats is imported, and not before: the child stays as light.\"\"\"

    def find_spec(self, name, path=None, target=None):
        if name == "media.formats.registry":
            sys.meta_path.remove(self)
            import_module("media.formats.handlers").__path__.append(str(Path(__file__).parent / "handlers"))

sys.meta_path.insert(0, Grown())
"""


@contextmanager
def grown(folder, monkeypatch, settings, *, handler=None, player=None, template=""):
    """`handler` and `player`: (name of the module, its source). The player's template is named after it."""
    before = (
        {*FORMATS.keys()},
        {*PLAYERS.keys()},
    )  # and with that they are loaded, before there is anything new
    for place in ("handlers", "players", "templates/media/players"):
        (folder / place).mkdir(parents=True)
    added = []
    for kind, place, package in ((handler, "handlers", handlers), (player, "players", kinds)):
        if kind:
            (folder / place / f"{kind[0]}.py").write_text(kind[1], encoding="utf-8")
            monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder / place)])
            added.append(f"{package.__name__}.{kind[0]}")
    if template:
        (folder / "templates/media/players" / f"{player[0]}.html").write_text(template, encoding="utf-8")
        changed = deepcopy(settings.TEMPLATES)
        changed[0]["DIRS"] = [str(folder / "templates")]
        settings.TEMPLATES = changed
    (folder / "sitecustomize.py").write_text(CHILD, encoding="utf-8")
    told = runner._environment()
    told["PYTHONPATH"] = f"{folder}:{told['PYTHONPATH']}"
    monkeypatch.setattr(runner, "_environment", lambda: told)
    importlib.invalidate_caches()
    try:
        for name in added:
            importlib.import_module(name)
        yield
    finally:
        for registry, keys in zip((FORMATS, PLAYERS), before, strict=True):
            for key in {*registry.keys()} - keys:
                registry.remove(key)
        for name in added:
            sys.modules.pop(name, None)
