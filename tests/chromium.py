"""Chromium for every test that needs a browser: one per worker, driven by one playwright, ended with the session."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.suites import chromium

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Chromium as the machine has it."""
    sync_api = pytest.importorskip("playwright.sync_api")
    # The driver keeps an event loop in this thread as long as it lives; Django would refuse every query beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=OPTIONS)
        yield running
        running.close()
