"""Behind the shipped nginx each visitor has an address of their own, and nobody can choose another's."""

import http.client
import json
import re
import ssl
from urllib.parse import urlencode

import pytest

from config import checkups
from config.doctor import Level
from repository.organisations import throttle
from repository.organisations.cards import issue_cards
from tests.faults.house import wait_until
from tests.nginx import nginx_in_front

pytestmark = [pytest.mark.nginx, pytest.mark.django_db(transaction=True)]
SCHOOL, HOME = "127.0.0.21", "127.0.0.22"  # two visitors of this machine's own network


@pytest.fixture
def front(live_server, tmp_path, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.SITE_HOST, settings.CONTENT_HOST = "localhost", "files.localhost"
    with nginx_in_front(tmp_path, site=live_server.thread.port) as port:
        settings.CSRF_TRUSTED_ORIGINS = [f"https://localhost:{port}"]
        settings.SITE_URL = f"http://127.0.0.1:{live_server.thread.port}"
        yield port


class Visitor:
    """A browser behind one address: its own connection, its own cookies."""

    def __init__(self, port, address):
        self.port, self.address, self.cookies = port, address, {}

    def ask(self, method, path, body=None, **headers):
        trusting = ssl._create_unverified_context()
        line = http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=30, source_address=(self.address, 0), context=trusting
        )
        headers |= {"Host": "localhost", "Referer": f"https://localhost:{self.port}/"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line.request(method, path, body, headers)
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def enter(self, code, pin, **fields):
        _status, page = self.ask("GET", "/em/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        form = urlencode({"csrfmiddlewaretoken": token, "code": code, "pin": pin} | fields)
        return self.ask("POST", "/em/", form, **{"Content-Type": "application/x-www-form-urlencoded"})


@pytest.mark.parametrize(
    "version, ciphers, refusal",
    [
        (ssl.TLSVersion.TLSv1_1, "ALL:@SECLEVEL=0", "PROTOCOL_VERSION"),
        (ssl.TLSVersion.TLSv1_2, "AES128-GCM-SHA256", "HANDSHAKE_FAILURE"),
        (ssl.TLSVersion.TLSv1_2, "ECDHE-RSA-AES128-SHA", "HANDSHAKE_FAILURE"),
        (ssl.TLSVersion.TLSv1_2, "ECDHE-RSA-AES128-GCM-SHA256", ""),
        (ssl.TLSVersion.TLSv1_3, "DEFAULT", ""),
    ],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_old_versions_of_tls_and_weak_ciphers_are_not_spoken(front, version, ciphers, refusal):
    speaks = ssl._create_unverified_context()
    speaks.set_ciphers(ciphers)
    speaks.minimum_version = speaks.maximum_version = version
    line = http.client.HTTPSConnection("127.0.0.1", front, timeout=10, context=speaks)
    if not refusal:
        line.connect()
        line.close()
        return
    with pytest.raises(ssl.SSLError, match=refusal):
        line.connect()


def test_ten_wrong_pins_make_one_address_wait_and_nobody_else(front, cast):
    card = issue_cards(cast.teacher_a, class_group=cast.class_a)[0]
    guesser, child = Visitor(front, SCHOOL), Visitor(front, HOME)
    for _try in range(throttle.PAIR_LIMIT):
        assert guesser.enter(card.code, "x")[0] == 422
    assert guesser.enter(card.code, card.pin)[0] == 422
    assert child.enter(card.code, card.pin)[0] == 302


def test_the_site_sees_each_visitor_and_believes_no_lie(front):
    for address in (SCHOOL, HOME):
        seen = json.loads(Visitor(front, address).ask("GET", "/healthz/nguoi-hoi")[1])
        assert seen == {"address": address, "told": True, "believed": True}
    lie = {"X-Forwarded-For": "203.0.113.9"}
    assert json.loads(Visitor(front, SCHOOL).ask("GET", "/healthz/nguoi-hoi", **lie)[1])["address"] == SCHOOL


def test_the_doctor_notices_a_proxy_that_is_not_trusted_and_one_that_keeps_silent(
    front, settings, monkeypatch
):
    def asked_through_nginx(headers):
        return json.loads(Visitor(front, SCHOOL).ask("GET", "/healthz/nguoi-hoi", **headers)[1])

    (silent,) = checkups.visitors()  # straight to the site, without the proxy that the setting promises
    assert silent.level is Level.ERROR and "claim any address" in silent.state
    monkeypatch.setattr(checkups, "_asked", asked_through_nginx)
    (fine,) = checkups.visitors()
    assert fine.level is Level.OK and SCHOOL in fine.state
    settings.TRUSTED_PROXIES = []
    (blind,) = checkups.visitors()
    assert blind.level is Level.ERROR and "127.0.0.1" in blind.state


def test_what_is_written_down_of_a_visit_opens_nothing(front, cast, tmp_path):
    card = issue_cards(cast.teacher_a, class_group=cast.class_a)[0]
    child = Visitor(front, HOME)
    secrets = [card.address.partition("/em/the/")[2], "chu-ky-cua-tep", "tu-khoa"]
    for address in (
        f"/em/the/{secrets[0]}",
        f"/f/{secrets[1]}/bai.pdf",
        f"/tim/?q={secrets[2]}",
        "/",
        "/em/",
    ):
        child.ask("GET", address)
    child.ask("GET", "/em/", **{"Referer": f"https://localhost/{secrets[1]}"})
    # nginx writes its line after the answer has left
    wait_until(lambda: len((tmp_path / "hoclieu.log").read_text().splitlines()) == 6)
    written = "".join(file.read_text() for file in tmp_path.glob("hoclieu*.log"))
    assert " localhost /em/* 302 " in written and " localhost /em 200 " in written
    assert not [one for one in (*secrets, card.code, *secrets[0].split("/")) if one and one in written]
