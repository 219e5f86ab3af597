"""Every address that changes something has a way back or says first what follows; its buttons show which (docs/acts.md)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver

from config.routes import ROUTES, Access, route

HOUSE = Path(settings.BASE_DIR)
FLOORS = ("config", "media", "repository", "questionbank", "search")
NAME = re.compile(r"`(\w+)`")
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
PRESSES = re.compile(r"""<(form|button)\b[^>]*?\b(?:form)?action="\{% url ['"](\w+)['"][^>]*>""")
TOLD = "repository/shell/components/consequences.html"


def acts() -> dict[str, object]:
    """Addresses of ours that take something else than GET, with what they ask."""
    assert get_resolver().url_patterns
    return {route.name: route.asks for route in ROUTES.values() if route.methods - {"GET", "HEAD"}}


def tables() -> tuple[list[list[str]], list[list[str]]]:
    """The rows of the page's two tables."""
    _head, asked, others = (HOUSE / "docs/acts.md").read_text().split("\n## ")
    return tuple(
        [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in part.splitlines()
            if line.startswith("| `")
        ]
        for part in (asked, others)
    )


def templates() -> list[tuple[str, str]]:
    found = [path for floor in FLOORS for path in (HOUSE / floor).rglob("templates/**/*.html")]
    assert len(found) > 100
    return [(str(path.relative_to(HOUSE)), path.read_text()) for path in found]


def faults_of(text: str) -> list[str]:
    """Buttons of asking acts in this template that do not show it."""
    asking = {name for name, asks in acts().items() if callable(asks)}
    faults = []
    for found in PRESSES.finditer(text):
        tag, name = found.groups()
        if name not in asking:
            continue
        if "data-asks" not in found[0]:
            faults.append(f"{name}: without data-asks")
        whole = found[0]
        if tag == "form":
            whole = next(form[0] for form in FORM.finditer(text) if found[0] in form[0])
        if 'data-asks="never"' in found[0] or 'data-asks="sometimes"' in found[0]:
            continue  # of this address, but with these fields harmless: the server asks nothing then
        if "button--danger" not in whole and 'kind="danger"' not in whole:
            faults.append(f"{name}: looks like any other button")
    return faults


def test_the_page_of_acts_names_every_address_that_changes_something_once():
    asked, others = tables()
    told = [NAME.findall(row[0]) for row in asked + others]
    listed = [name for names in told for name in names]
    assert sorted(listed) == sorted(set(listed)), "named twice"
    assert set(listed) == set(acts()), "say in docs/acts.md what the way back is, or declare asks="
    assert all(len(row) == 3 and all(row) for row in asked)
    assert all(len(row) == 2 and all(row) for row in others)


def test_what_the_page_calls_asked_is_what_the_routes_ask():
    asked, _others = tables()
    declared = {name: asks for name, asks in acts().items() if asks is not None}
    assert {NAME.search(row[0])[1] for row in asked} == set(declared)
    on_their_page = {NAME.search(row[0])[1] for row in asked if "†" in row[0]}
    assert on_their_page == {name for name, asks in declared.items() if isinstance(asks, str)}


def test_a_page_that_asks_by_itself_says_what_follows():
    for name, asks in acts().items():
        if isinstance(asks, str):
            source = Path(get_template(asks).origin.name).read_text()
            assert TOLD in source and "<form" in source, name


def test_buttons_of_acts_that_ask_look_like_it_and_open_the_question():
    faults = [f"{path}: {fault}" for path, text in templates() for fault in faults_of(text)]
    assert not faults, "\n".join(faults)


def test_the_guard_sees_a_plain_button():
    plain = """<form method="post" action="{% url 'close_quiz' quiz.public_id %}"><button class="button">x</button></form>"""
    assert len(faults_of(plain)) == 2
    row = (
        """<button class="button" formaction="{% url "give_minutes" quiz.public_id %}" data-asks>x</button>"""
    )
    assert faults_of(row) == ["give_minutes: looks like any other button"]


def test_a_lean_route_asks_nobody():
    with pytest.raises(ValueError, match="lean"):
        route(
            "x/", lambda request: None, name="x", access=Access.PUBLIC, lean=True, asks=lambda request: None
        )
