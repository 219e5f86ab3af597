"""Every icon and drawing that a template, a state or an entry names exists in the sprites."""

import re
from pathlib import Path

from config import frontend
from repository.shell.covers import MOTIFS
from repository.shell.gallery.tokens import ICONS
from repository.shell.navigation import NAVIGATION
from repository.shell.states import STATES

PACKAGES = ("config", "media", "repository", "questionbank", "search")


def symbols(name):
    sprite = (frontend.SOURCES / "images" / name).read_text(encoding="utf-8")
    return set(re.findall(r'<symbol id="([\w-]+)"', sprite))


def used_in_templates(pattern):
    found = {}
    for package in PACKAGES:
        for path in (Path(frontend.ROOT) / package).rglob("*.html"):
            for name in re.findall(pattern, path.read_text(encoding="utf-8")):
                found.setdefault(name, path.name)
    return found


def test_icons_named_in_templates_exist():
    used = used_in_templates(r'{% icon "([\w-]+)"') | used_in_templates(r'\bicon="([\w-]+)"')
    assert {name: place for name, place in used.items() if name not in symbols("icons.svg")} == {}


def test_icons_of_states_and_navigation_exist():
    named = (
        {look.icon for look in STATES.values()} | {entry.icon for entry in NAVIGATION.values()} | set(ICONS)
    )
    assert named <= symbols("icons.svg")


def test_motifs_and_drawings_exist():
    assert {f"motif-{name}" for name in MOTIFS} <= symbols("icons.svg")
    used = used_in_templates(r'{% drawing "([\w-]+)"') | used_in_templates(r'\bpicture="([\w-]+)"')
    assert {name: place for name, place in used.items() if name not in symbols("drawings.svg")} == {}
