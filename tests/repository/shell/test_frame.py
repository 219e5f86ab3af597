"""The frame of every page: navigation from the registry, choice of language and theme, our own error pages."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.test import RequestFactory

from repository.shell.context import Frame
from repository.shell.navigation import NAVIGATION, PANELS, NavigationEntry, Place, panel, panels_for
from repository.shell.responses import gone, refused
from repository.shell.toasts import undo_url_of
from repository.shell.views import server_error


def asked(path="/", viewer=None, **cookies):
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    request.COOKIES.update(cookies)
    if viewer is not None:
        request.viewer = viewer
    return request


@pytest.fixture
def entry():
    def add(**kwargs):
        NAVIGATION.add("specimen", NavigationEntry("Specimen", "styleguide", "book", Place.FOOTER, **kwargs))

    yield add
    NAVIGATION.remove("specimen")


def labels(frame):
    return [link.label for link in frame.footer]


def test_an_entry_is_shown_to_those_who_may_see_it(entry):
    entry(access=lambda viewer: viewer.is_staff)
    assert "Specimen" in labels(Frame(asked(viewer=SimpleNamespace(is_staff=True))))
    assert "Specimen" not in labels(Frame(asked(viewer=SimpleNamespace(is_staff=False))))


def test_without_a_viewer_the_frame_asks_nobody(entry):
    entry(access=lambda viewer: 1 / 0)
    assert Frame(asked()).footer == []


def test_counts_are_shown_unless_there_is_nothing_to_count(entry):
    entry(count=lambda viewer: 0)
    shown = [
        link
        for link in Frame(asked("/styleguide/", viewer=SimpleNamespace())).footer
        if link.key == "specimen"
    ]
    assert shown[0].count is None
    assert shown[0].current


def test_a_room_that_is_not_installed_leaves_no_dead_link():
    NAVIGATION.add("specimen", NavigationEntry("Specimen", "no_such_page", "book", Place.FOOTER))
    try:
        assert "Specimen" not in labels(Frame(asked(viewer=SimpleNamespace())))
    finally:
        NAVIGATION.remove("specimen")


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("<b>", "auto"), ("", "auto")]
)
def test_the_theme_is_the_persons_choice(cookie, theme):
    assert Frame(asked(hoclieu_theme=cookie)).theme == theme


def test_panels_of_a_slot_come_in_order():
    panel("specimen", key="b", order=20)(lambda request, subject: None)
    first = panel("specimen", key="a", order=10)(lambda request, subject: ("x.html", {}))
    try:
        assert panels_for("specimen")[0] is first
        assert panels_for("no such slot") == []
    finally:
        PANELS.pop("specimen")


@pytest.mark.parametrize(
    ("tags", "url"),
    [
        ("undo:/x/", "/x/"),
        ("undo://evil.example/", ""),
        ("undo:https://evil.example/", ""),
        ("other", ""),
        ("", ""),
    ],
)
def test_undo_leads_only_to_own_addresses(tags, url):
    assert undo_url_of(Message(25, "x", extra_tags=tags)) == url


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "name", "value", "cookie"),
    [
        ("/ngon-ngu/", "language", "en", "hoclieu_language"),
        ("/giao-dien/", "theme", "dark", "hoclieu_theme"),
    ],
)
def test_choices_are_kept_and_lead_back(client, path, name, value, cookie):
    answer = client.post(path, {name: value, "next": "/styleguide/?layout=home"})
    assert (answer.status_code, answer["Location"]) == (302, "/styleguide/?layout=home")
    assert answer.cookies[cookie].value == value


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_choices_never_lead_to_another_site(client, target):
    answer = client.post("/giao-dien/", {"theme": "neon", "next": target})
    assert answer["Location"] == "/"
    assert "hoclieu_theme" not in answer.cookies


@pytest.mark.django_db
def test_the_living_page_shows_everything_in_both_languages(client):
    page = client.get("/styleguide/").content.decode()
    assert '<html lang="vi"' in page
    assert page.count("<figure") > 40
    client.cookies["hoclieu_language"] = "en"
    assert '<html lang="en"' in client.get("/styleguide/").content.decode()


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "410", "500"])
def test_error_pages_are_ours_even_without_a_request(code):
    page = render_to_string(f"{code}.html")
    assert "hoclieu/site.css" in page
    assert "<h1>" in page


def test_a_broken_page_is_answered_without_asking_the_frame_again():
    answer = server_error(asked())
    assert answer.status_code == 500
    assert "no-such" not in answer.content.decode()


def test_what_was_withdrawn_says_so():
    answer = gone(asked(), title="Phân số", reason="Nội dung đã cũ.")
    assert answer.status_code == 410
    assert "Nội dung đã cũ." in answer.content.decode()


def test_a_refusal_says_why_and_leads_back():
    answer = refused(asked(), reason="Đã có người duyệt.", back_url="/duyet/")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Đã có người duyệt." in page
    assert 'href="/duyet/"' in page
