"""What no address may carry."""

import re

import pytest
from django.test import RequestFactory

from config import safety
from config.hostnames import is_content_host
from tests.architecture.source import ROOT, modules


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/tim/?q=a%00b", "/bai-kiem-tra/?trang-thai=%00", "/em/?next=/%00"])
def test_a_nul_in_a_query_is_refused_before_any_database_sees_it(client, address):
    assert client.get(address).status_code == 400


SPELLINGS = [
    "files.localhost",
    "FILES.localhost",
    "files.localhost.",
    "Files.LocalHost.:8001",
    "files.localhost:80",
]


@pytest.fixture
def two_hosts(settings):
    settings.SITE_HOST, settings.CONTENT_HOST = "localhost", "files.localhost"
    settings.ALLOWED_HOSTS = ["localhost", "files.localhost"]


@pytest.mark.django_db
@pytest.mark.parametrize("host", SPELLINGS)
def test_the_site_is_not_served_under_any_spelling_of_the_content_host(client, two_hosts, host):
    assert client.get("/tai-khoan/dang-nhap/", headers={"host": host}).status_code == 404
    assert client.get("/tai-khoan/dang-nhap/", headers={"host": "LOCALHOST."}).status_code == 200


@pytest.mark.parametrize("host", SPELLINGS)
def test_every_spelling_of_the_content_host_is_the_content_host(two_hosts, host):
    assert is_content_host(RequestFactory().get("/", headers={"host": host}))


def test_one_name_in_two_spellings_is_still_one_name(settings):
    settings.SITE_HOST, settings.CONTENT_HOST, settings.CONTENT_PASSIVE_ONLY = (
        "hoclieu.vn",
        "HOCLIEU.vn.",
        False,
    )
    assert [found.id for found in safety.check_hosts(None)] == ["house.E003"]


def test_host_names_are_compared_in_one_place():
    raw = re.compile(
        r"get_host\(\)|split_domain_port|(SITE|CONTENT)_HOST\s*[!=]=|[!=]=\s*settings\.(SITE|CONTENT)_HOST"
    )
    strays = [
        f"{name}: {line.strip()}"
        for name in modules()
        if name != "config/hostnames.py"
        for line in (ROOT / name).read_text().splitlines()
        if raw.search(line)
    ]
    assert not strays
