"""Where the city is served: from HOST= and PORT= to bind addresses, public addresses and the children's environment."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from config.launch.screen import SetupProblem

DEFAULT_PORT = 8000
TRIES = 20  # further pairs of ports to try when nobody asked for a certain one


@dataclass(frozen=True)
class Place:
    """One way to be reached. `passive` says that the content shares the site's host name (see `warning`)."""

    bind: str
    host: str
    port: int
    content_host: str
    content_port: int

    @property
    def passive(self) -> bool:
        """Whether site and content share one host name, so that active packages must stay shut."""
        return self.host == self.content_host

    @property
    def site_url(self) -> str:
        """What people type."""
        return f"http://{_in_url(self.host)}:{self.port}"

    @property
    def content_url(self) -> str:
        """Where files come from."""
        return f"http://{_in_url(self.content_host)}:{self.content_port}"

    def environment(self) -> dict[str, str]:
        """What the children must know."""
        hosts = dict.fromkeys([self.host, self.content_host, "localhost", "127.0.0.1", "[::1]"])
        return {
            "SITE_URL": self.site_url,
            "CONTENT_URL": self.content_url,
            "ALLOWED_HOSTS": ",".join(_in_url(host) for host in hosts),
            "CONTENT_PASSIVE_ONLY": "1" if self.passive else "0",
        }

    def warning(self) -> str:
        """What a shared host name costs, in words; empty when nothing."""
        if not self.passive:
            return ""
        return (
            "Site and files share one host name here, so pictures, videos and documents open,\n"
            "but packages with their own programme code stay shut. A name with a second name for\n"
            "files (say hoclieu.lan and files.hoclieu.lan) lifts this. Use this in a trusted network\n"
            "only: without https, browsers protect passwords less."
        )


def choose_place(environment: Mapping[str, str] = os.environ) -> Place:
    """The place that HOST and PORT ask for. Raises SetupProblem with advice when it cannot be had."""
    host = environment.get("HOST", "").strip() or "localhost"
    wanted = environment.get("PORT", "").strip()
    bind, shown, content_host = _resolve(host)
    port = _port_number(wanted) if wanted else DEFAULT_PORT
    pairs = [port] if wanted else [port + 10 * step for step in range(TRIES)]
    for first in pairs:
        if _is_free(bind, first) and _is_free(bind, first + 1):
            return Place(bind, shown, first, content_host, first + 1)
    raise SetupProblem(
        f"Port {port} or {port + 1} on {shown} is taken by another programme, perhaps another city.\n"
        f"Stop it, or choose another: make run PORT={port + 10}"
    )


def _resolve(host: str) -> tuple[str, str, str]:
    """(address to bind, host to show, host of the content)."""
    if host == "localhost":
        return "127.0.0.1", "localhost", "files.localhost"
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - asked for by the person at the keyboard
        own = _own_address()
        return host, own, own
    try:
        address = str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        address = _look_up(host)
        content = f"files.{host}"
        return address, host, content if _resolves_to(content, address) else host
    _check_own(address, host)
    return address, address, "files.localhost" if address == "127.0.0.1" else address


def _look_up(host: str) -> str:
    try:
        address = str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])
    except OSError:
        raise SetupProblem(
            f"HOST={host}: no address is known for this name. Write this machine's address."
        ) from None
    _check_own(address, host)
    return address


def _check_own(address: str, host: str) -> None:
    with socket.socket(_family(address), socket.SOCK_STREAM) as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            raise SetupProblem(
                f"HOST={host} is not an address of this machine. `ip address` (or the network settings) shows them."
            ) from None


def _resolves_to(host: str, address: str) -> bool:
    try:
        return any(found[4][0] == address for found in socket.getaddrinfo(host, None))
    except OSError:
        return False


def _own_address() -> str:
    """The address other machines in the network use for this one; no packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _port_number(text: str) -> int:
    if text.isdigit() and 1 <= int(text) < 65535:
        return int(text)
    raise SetupProblem(f"PORT={text}: write a number from 1024 to 65534.")


def _is_free(bind: str, port: int) -> bool:
    with socket.socket(_family(bind), socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError:
            return False
    return True


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
