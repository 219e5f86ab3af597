"""Which suites this machine cannot run, and why: named at the end of every run, an error where that is asked for.

`@pytest.mark.browser` needs Chromium; `@pytest.mark.servers("elasticsearch")` needs the named servers (all
when none is named). With `HOCLIEU_FAIL_ON_LEFT_OUT=1` a run that left anything out fails.
"""

import os
import shutil
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SERVERS = {
    "postgresql": ("DATABASE_URL", "postgres"),
    "elasticsearch": ("ELASTICSEARCH_URL", "http"),
    "redis": ("BROKER_URL", "redis"),
    "s3": ("FILES_URL", "s3"),
}
PROGRAMS = f"{os.environ.get('PATH', '')}:/usr/sbin"  # where Debian puts servers
ADVICE = "make setup-system installs what is missing on Debian; .ci/run starts the servers."
left_out = pytest.StashKey[Counter]()


def chromium() -> str:
    """The browser that the tests drive; empty when there is none."""
    named = os.environ.get("CHROMIUM", "")
    if named and Path(named).exists():
        return named
    return next((path for name in BROWSERS if (path := shutil.which(name))), "")


def is_served(server: str) -> bool:
    """Whether the environment names this server."""
    variable, scheme = SERVERS[server]
    return urlsplit(os.environ.get(variable, "")).scheme.startswith(scheme)


def apart(address: str) -> str:
    """A place of its own in the bucket that FILES_URL names; the disk has none to share."""
    place, _, options = address.partition("?")
    return f"{place}/{uuid4().hex}?{options}" if place.startswith("s3:") else address


def why_not(item: pytest.Item) -> tuple[str, str] | None:
    """(suite, reason) when this machine lacks what the test needs."""
    if item.get_closest_marker("browser") and not chromium():
        return "browser", "no Chromium"
    if item.get_closest_marker("clock") and not shutil.which("datefudge"):
        return "clock", "no datefudge"
    if item.get_closest_marker("nginx") and not shutil.which("nginx", path=PROGRAMS):
        return "nginx", "no nginx"
    for mark in item.iter_markers("servers"):
        missing = [name for name in mark.args or SERVERS if not is_served(name)]
        if missing:
            variables = ", ".join(SERVERS[name][0] for name in missing)
            return f"servers ({', '.join(missing)})", f"{variables} not set"
    return None


def pytest_configure(config):
    config.stash[left_out] = Counter()


def pytest_collection_modifyitems(config, items):
    for item in items:
        if lack := why_not(item):
            item.add_marker(pytest.mark.skip(reason=f"left out: {lack[0]}: {lack[1]}"))


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report):
    """Counted by the controller: under xdist the workers only send reports."""
    if report.skipped and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        if reason.startswith("left out: ") and _config is not None:
            _config.stash[left_out][reason.removeprefix("left out: ")] += 1


_config = None


def pytest_sessionstart(session):
    global _config
    _config = session.config


def pytest_terminal_summary(terminalreporter, config):
    counts = config.stash[left_out]
    for reason, count in sorted(counts.items()):
        terminalreporter.write_line(f"LEFT OUT {count} tests: {reason}")
    if counts:
        terminalreporter.write_line(ADVICE)
    if file := os.environ.get("HOCLIEU_LEFT_OUT_FILE"):
        Path(file).write_text("".join(f"{count} {reason}\n" for reason, count in sorted(counts.items())))


def pytest_sessionfinish(session, exitstatus):
    is_worker = hasattr(session.config, "workerinput")
    asked = os.environ.get("HOCLIEU_FAIL_ON_LEFT_OUT") == "1"
    if asked and not is_worker and session.config.stash[left_out] and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
