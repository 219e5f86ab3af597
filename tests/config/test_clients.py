"""The visitor's address: told only by proxies of ours, one spelling, one place."""

import re

import pytest
from django.test import RequestFactory

from config import checkups, safety
from config.clients import client_address
from config.doctor import Level
from tests.architecture.source import ROOT, modules

ONE_PLACE = "config/clients.py"
NAMES = re.compile(r"REMOTE_ADDR|X_FORWARDED_FOR|[\"']x-forwarded-for[\"']|get_client_ip\(|REMOTE_HOST", re.I)


@pytest.mark.parametrize(
    "trusted, remote, header, expected",
    [
        ([], "192.0.2.1", "198.51.100.7", "192.0.2.1"),
        (["127.0.0.1"], "127.0.0.1", "198.51.100.7", "198.51.100.7"),
        (["127.0.0.1"], "127.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (["127.0.0.1", "10.0.0.0/8"], "127.0.0.1", "203.0.113.9, 198.51.100.7, 10.1.2.3", "198.51.100.7"),
        (["127.0.0.1"], "192.0.2.1", "198.51.100.7", "192.0.2.1"),
        (["127.0.0.1"], "127.0.0.1", "", "127.0.0.1"),
        (["127.0.0.1"], "127.0.0.1", "198.51.100.7, not-an-address", "127.0.0.1"),
        (["127.0.0.1"], "127.0.0.1", "198.51.100.7:4711", "198.51.100.7"),
        (["::1"], "::1", "[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2::"),
        (["127.0.0.1"], "::ffff:127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ([], "2001:db8:1:2:aaaa::1", "", "2001:db8:1:2::"),
        ([], "", "", "unknown"),
    ],
)
def test_the_address_is_read_as_far_as_ours_wrote_it(settings, trusted, remote, header, expected):
    settings.TRUSTED_PROXIES = trusted
    extra = {"HTTP_X_FORWARDED_FOR": header} if header else {}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **extra)) == expected


def test_nobody_else_reads_the_address():
    allowed = {ONE_PLACE: "", "repository/organisations/signin.py": "def get_client_ip(",
               "config/checkups.py": "FORGED", "config/front/environ.py": "scope.client"}  # fmt: skip
    strays = [
        f"{name}: {line.strip()}"
        for name in modules()
        for line in (ROOT / name).read_text().splitlines()
        if NAMES.search(line) and (name not in allowed or allowed[name] not in line)
    ]
    assert not strays


@pytest.mark.parametrize("nonsense", [["0.0.0.0/0"], ["nginx"], ["::/0"]])
def test_trusting_everybody_or_nonsense_refuses_to_start(settings, nonsense):
    settings.TRUSTED_PROXIES = nonsense
    assert [found.id for found in safety.check_proxies(None)] == ["house.E011"]
    assert safety.check_proxies in safety.DEPLOY_CHECKS


@pytest.mark.parametrize(
    "trusted, plain, forged, said",
    [
        (["127.0.0.1"], ("127.0.0.1", False), "127.0.0.1", "does not say who asks"),
        (["127.0.0.1"], ("198.51.100.7", True), "203.0.113.77", "claim any address"),
        ([], ("127.0.0.1", False), "127.0.0.1", "no proxy in between"),
    ],
)
def test_the_doctor_compares_what_the_site_sees(settings, monkeypatch, trusted, plain, forged, said):
    settings.TRUSTED_PROXIES = trusted
    answers = iter(
        [{"address": plain[0], "told": plain[1], "believed": plain[1]},
         {"address": forged, "told": True, "believed": True}]
    )  # fmt: skip
    monkeypatch.setattr(checkups, "_asked", lambda headers: next(answers))
    (finding,) = checkups.visitors()
    assert said in finding.state


def test_a_site_that_cannot_be_asked_is_only_a_warning(settings):
    settings.SITE_URL = "http://127.0.0.1:9"
    (finding,) = checkups.visitors()
    assert finding.level is Level.WARNING
