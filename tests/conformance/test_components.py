"""Every component of the pattern library, in every state: well-formed, of tokens only, translated.

A new component or layout falls under these by registering itself; nothing here is to be changed for it.
"""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.functional import Promise

from repository.shell.components import COMPONENTS, LAYOUTS
from repository.shell.gallery.specimens import layout_specimens

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
RAW_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?![^<]*</code>)|\brgba?\(|\bhsla?\(|\boklch\(")
SAMPLES = [
    pytest.param(component, sample, id=f"{key}-{number}")
    for key, component in COMPONENTS.items()
    for number, sample in enumerate(component.samples)
]


class Outline(HTMLParser):
    """Notes faults of nesting, doubled ids and attributes that the strict policy forbids."""

    def __init__(self):
        super().__init__()
        self.open, self.faults, self.ids = [], [], set()

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> repeats an attribute")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.faults.append(f"<{tag} {name}> is refused by the policy")
            if name == "id" and (not value or value in self.ids):
                self.faults.append(f"id {value!r} is empty or used twice")
            if name == "id":
                self.ids.add(value)
            if name in {"href", "src", "action"} and (value or "").startswith("javascript:"):
                self.faults.append(f"<{tag}> holds script in an address")

    def handle_endtag(self, tag):
        if tag in VOID or not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def judge(self, html):
        self.feed(html)
        self.close()
        return self.faults + [f"<{tag}> stays open" for tag in self.open]


@pytest.fixture
def request_of_a_stranger():
    request = RequestFactory().get("/styleguide/")
    request.user = AnonymousUser()
    return request


@pytest.mark.parametrize(("component", "sample"), SAMPLES)
def test_each_state_is_well_formed_and_fits_the_policy(component, sample, request_of_a_stranger):
    html = render_to_string(component.template, sample.values(), request_of_a_stranger)
    assert html.strip(), "renders nothing"
    assert Outline().judge(html) == []
    assert not re.search(r"\[object |<Promise|None</|\{\{|\{%", html)


@pytest.mark.parametrize(("component", "sample"), SAMPLES)
def test_each_state_is_said_in_vietnamese(component, sample, request_of_a_stranger):
    for text in _lazy_texts(sample.values()):
        with translation.override("en"):
            english = str(text)
        with translation.override("vi"):
            vietnamese = str(text)
        assert vietnamese != english or english in {"Video"}, f"{english!r} has no Vietnamese"


@pytest.mark.parametrize("component", COMPONENTS.values(), ids=COMPONENTS.keys())
def test_templates_use_tokens_and_say_what_they_are_for(component):
    source = Path(get_template(component.template).origin.name).read_text(encoding="utf-8")
    assert not RAW_COLOUR.search(source), "a raw colour: use a class and a token"
    assert component.purpose and component.usage and component.samples


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_layouts_are_well_formed_pages(layout, request_of_a_stranger):
    html = render_to_string(layout.template, {"layout": layout, **layout_specimens()}, request_of_a_stranger)
    assert Outline().judge(html) == []
    assert html.count("<h1") == 1
    assert '<html lang="vi"' in html


def test_every_component_file_is_registered():
    folder = Path(get_template("repository/shell/components/button.html").origin.name).parent
    registered = {component.template for component in COMPONENTS.values()}
    parts = {"choices.html", "checkbox.html", "form.html"}  # shown by "field" and "errors"
    unknown = {
        path.name
        for path in folder.glob("*.html")
        if path.name not in parts and f"repository/shell/components/{path.name}" not in registered
    }
    assert not unknown, "register these in repository/shell/gallery"


def _lazy_texts(value):
    if isinstance(value, Promise):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _lazy_texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _lazy_texts(item)
