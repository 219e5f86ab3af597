"""A real city for the stories: its own folder or servers, the five processes of `make run`, and Chromium in front of it."""

from __future__ import annotations

import os
import secrets
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection as django_connection

from config.demo import DEMO_PASSWORD
from config.launch import children
from config.launch.children import Child
from tests.standby import Standby
from tests.statics import keep_static, lay_static
from tests.tables import migrated_once, untouched

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 60
SHOTS = ROOT / "var" / "shots"
BROKE = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every story needs Chromium, takes its time, and runs in one worker so that there is one city."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(600))
            item.add_marker(pytest.mark.xdist_group("city"))


@dataclass
class City:
    """A running city: its two addresses and the environment of its commands."""

    url: str
    content_url: str
    environment: dict[str, str]
    family: list[Child]
    ahead: timedelta = timedelta()  # of the clock of its processes and of its people's browsers
    standby: Standby = field(default_factory=Standby)  # does its commands

    @property
    def is_lent(self) -> bool:
        """A standing city of a developer, which keeps what earlier runs made."""
        return not self.family

    def manage(self, *arguments: str) -> str:
        """What a management command prints."""
        done = self.standby.manage(self.environment, *arguments)
        assert done.status == 0, f"{arguments}: {done.out}\n{done.err}"
        return done.out

    def process(self, name: str) -> Child:
        """One of site, content, worker, quick, ticker."""
        return next(child for child in self.family if child.name == name)

    @contextmanager
    def awake(self) -> Iterator[City]:
        """All five processes, until the end of the block."""
        for child in self.family:
            child.command[0] = sys.executable
            child.start(self.environment)
        try:
            wait_until_ready(f"{self.url}/readyz")
            yield self
        finally:
            self.standby.end()
            children.end_all(self.family)


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[City]:
    """People of the demo city, no materials yet, all five processes up.

    While writing stories, `STORY_CITY=<its var folder>` with SITE_URL and CONTENT_URL lends one that already runs.
    """
    if standing := os.environ.get("STORY_CITY"):
        settings = {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "HOCLIEU_VAR": standing}
        yield City(os.environ["SITE_URL"], os.environ["CONTENT_URL"], dict(os.environ) | settings, [])
        return
    here = laid_out(tmp_path_factory.mktemp("city"), request)
    here.manage("seed_demo", "--materials=0", "--questions=0", "--verbosity=0")
    with here.awake():
        yield here


def laid_out(var: Path, request: pytest.FixtureRequest) -> City:
    """A city of its own with nobody in it: what `make run` with DEMO=0 prepares."""
    port, content_port = free_port(), free_port()
    url, content_url = f"http://localhost:{port}", f"http://files.localhost:{content_port}"
    environment = dict(os.environ) | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "HOCLIEU_VAR": str(var),
        "SITE_URL": url,
        "CONTENT_URL": content_url,
        "SEARCH_PREFIX": f"story-{secrets.token_hex(4)}",
        "PYTHONUNBUFFERED": "1",
        "DEMO": "0",
    }
    if server := os.environ.get("DATABASE_URL"):
        environment["DATABASE_URL"] = own_database(server, request)
    family = [
        Child("site", children.server("site", "127.0.0.1", port, 8)),
        Child("content", children.server("content", "127.0.0.1", content_port, 8)),
        Child("worker", children.worker(2)),
        Child("quick", children.quick_worker()),
        Child("ticker", children.ticker()),
    ]
    here = City(url, content_url, environment, family)
    if not server:
        with migrated_once(var / "hoclieu.sqlite3"):
            here.manage("migrate", "--verbosity=0")
    lay_static(var)
    here.manage("prepare")
    keep_static(var)
    return here


@pytest.fixture(scope="session")
def filled(city: City) -> None:
    """A few materials of the demo city in all states, so that no page is empty."""
    city.manage("seed_demo", "--materials=12", "--questions=0", "--verbosity=0")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Keeps on the test how it ended: a story that broke leaves pictures of all its windows."""
    report = yield
    if report.when == "call":
        item.stash[BROKE] = report.failed
    return report


@pytest.fixture
def people(city: City, browser, request: pytest.FixtureRequest) -> Iterator[People]:
    """Opens one browser window per person and signs them in; fails the story on a violated policy or script error."""
    actors = People(city, browser)
    yield actors
    if request.node.stash.get(BROKE, False):
        actors.leave_pictures(request.node.name)
    actors.close()
    assert actors.complaints == []


class People:
    """The windows of the people of a story."""

    def __init__(self, city: City, browser) -> None:
        self.city, self.browser = city, browser
        self.passwords: dict[str, str] = {}  # of those who have chosen one; others have the demo's
        self.complaints: list[str] = []
        self._windows: dict[tuple[str, int, str, bool], object] = {}

    def page(self, username: str = "", *, width: int = 1366, scheme: str = "light", scripts: bool = True):
        """The person's window, signed in at the first call; without a name a stranger's."""
        key = (username, width, scheme, scripts)
        if key not in self._windows:
            context = self.browser.new_context(
                viewport={"width": width, "height": 768 if width > 500 else 740},
                color_scheme=scheme,
                locale="vi-VN",
                java_script_enabled=scripts,
                accept_downloads=True,
                base_url=self.city.url,
            )
            if self.city.ahead:
                context.clock.install(time=datetime.now(UTC) + self.city.ahead)
            page = context.new_page()
            page.on("console", self._listen)
            page.on("pageerror", lambda error: self.complaints.append(str(error)))
            if username:
                self.sign_in(page, username)
            self._windows[key] = page
        return self._windows[key]

    def sign_in(self, page, username: str, password: str = "") -> None:
        """Through the sign-in page, as everybody does."""
        page.goto("/tai-khoan/dang-nhap/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", password or self.passwords.get(username, DEMO_PASSWORD))
        with page.expect_navigation():  # the next step must not overtake the sign-in
            page.click("main button[type=submit]")

    def leave_pictures(self, story: str) -> None:
        """One picture per window in var/shots."""
        for number, page in enumerate(self._windows.values()):
            with suppress(Exception):
                page.screenshot(path=SHOTS / f"{story[:60]}-{number}.png", full_page=True)

    def close(self) -> None:
        for page in self._windows.values():
            page.context.close()

    def _listen(self, message) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.complaints.append(message.text)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def own_database(server: str, request: pytest.FixtureRequest) -> str:
    """A fresh database beside the one that DATABASE_URL names: the migrated one of the tests before it was touched."""
    psycopg = pytest.importorskip("psycopg")
    request.getfixturevalue("django_db_setup")
    name = f"story_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{untouched(django_connection)}"')
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def wait_until_ready(url: str) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer within {READY_SECONDS} s")
