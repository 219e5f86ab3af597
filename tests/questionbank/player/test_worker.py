"""The service worker and the page it shows without network: the same for everybody."""

from __future__ import annotations

import json
import re

import pytest

from config import frontend
from tests.cast import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def built():
    frontend.build()


def test_the_worker_names_its_version_and_may_serve_the_tests_only(client):
    answer = client.get("/t/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/t/"
    assert answer["Cache-Control"] == "no-cache"
    settings = json.loads(re.match(rb"self\.HOCLIEU=(\{.*?\});", answer.content)[1])
    assert settings["page"] == "/t/ngoai-tuyen/"
    assert len(settings["version"]) == 16
    assert all(name.startswith("/static/") for name in settings["files"])


def test_another_build_is_another_version(client, monkeypatch):
    first = client.get("/t/sw.js").content[:80]
    monkeypatch.setattr("questionbank.taking.views.worker.KEPT", ("hoclieu/site.css",))
    assert client.get("/t/sw.js").content[:80] != first


def test_the_page_without_network_is_nobodys(client, cast):
    signed_in = client_of(cast.pupil_a).get("/t/ngoai-tuyen/")
    nobodys = re.sub(rb'nonce="[^"]*"', b"", client.get("/t/ngoai-tuyen/").content)
    assert re.sub(rb'nonce="[^"]*"', b"", signed_in.content) == nobodys
    assert b"csrf" not in nobodys
