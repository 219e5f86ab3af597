"""HOST and PORT become addresses, or a sentence that says what to do."""

import socket

import pytest

from config.launch import addresses
from config.launch.addresses import choose_place
from config.launch.screen import SetupProblem


@pytest.fixture
def taken():
    """A port that another programme holds."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_by_default_site_and_content_have_host_names_of_their_own():
    place = choose_place({"PORT": str(free_port())})
    assert place.site_url == f"http://localhost:{place.port}"
    assert place.content_url == f"http://files.localhost:{place.port + 1}"
    assert not place.passive and not place.warning()
    assert place.environment()["CONTENT_PASSIVE_ONLY"] == "0"
    assert "files.localhost" in place.environment()["ALLOWED_HOSTS"].split(",")


def test_a_plain_address_is_reachable_by_phones_and_says_what_stays_shut(monkeypatch):
    monkeypatch.setattr(addresses, "_check_own", lambda address, host: None)
    monkeypatch.setattr(addresses, "_is_free", lambda bind, port: True)
    place = choose_place({"HOST": "192.168.1.20", "PORT": "8080"})
    assert (place.bind, place.site_url) == ("192.168.1.20", "http://192.168.1.20:8080")
    assert place.content_url == "http://192.168.1.20:8081"
    assert place.passive and "stay shut" in place.warning()
    assert place.environment()["CONTENT_PASSIVE_ONLY"] == "1"


def test_a_taken_port_gets_a_sentence_with_another_one(taken):
    with pytest.raises(SetupProblem, match=f"(?s)Port {taken} .*PORT={taken + 10}") as refusal:
        choose_place({"PORT": str(taken)})
    assert "\n" in str(refusal.value)


def test_the_content_port_counts_too(taken):
    with pytest.raises(SetupProblem):
        choose_place({"PORT": str(taken - 1)})


def test_without_a_wish_the_next_free_pair_is_taken(taken, monkeypatch):
    monkeypatch.setattr(addresses, "DEFAULT_PORT", taken)
    assert choose_place({}).port > taken


@pytest.mark.parametrize("port", ["0", "65535", "80a", "-1"])
def test_a_senseless_port_is_refused(port):
    with pytest.raises(SetupProblem, match="write a number"):
        choose_place({"PORT": port})


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(SetupProblem, match="not an address of this machine"):
        choose_place({"HOST": "198.51.100.7", "PORT": str(free_port())})


def test_ipv6_is_written_in_brackets(monkeypatch):
    monkeypatch.setattr(addresses, "_check_own", lambda address, host: None)
    monkeypatch.setattr(addresses, "_is_free", lambda bind, port: True)
    assert choose_place({"HOST": "::1", "PORT": "8080"}).site_url == "http://[::1]:8080"
