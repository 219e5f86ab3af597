"""Who is asking, as an address: the one place that reads it. Every limit and log asks here.

Behind a proxy every connection comes from the proxy; it writes the visitor's address into X-Forwarded-For. What stands
there is believed only as far as those who wrote it are ours (TRUSTED_PROXIES): read from the right, each entry was
written by the machine to its right. `manage.py doctor` asks the site through its public address whether that works.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

HEADER = "HTTP_X_FORWARDED_FOR"
IPV6_HOUSEHOLD = 64  # one connection owns a whole /64: its addresses count as one
LONGEST = 1000
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Client:
    """Where a request came from. `told`: some proxy sent the header; `believed`: it was one of ours."""

    address: str
    told: bool
    believed: bool


def client_address(request: HttpRequest) -> str:
    """The visitor's address, in one spelling; of IPv6 the household's network. "unknown" when there is none."""
    return client_of(request).address


def client_of(request: HttpRequest) -> Client:
    """The same with how it was found, for the doctor."""
    header = request.META.get(HEADER, "")[-LONGEST:]
    return _found(request.META.get("REMOTE_ADDR", ""), header, tuple(settings.TRUSTED_PROXIES))


@lru_cache(maxsize=4096)  # a class asks from one address, again at every answer it saves
def _found(remote: str, header: str, proxies: tuple[str, ...]) -> Client:
    trusted = networks(proxies)
    hops = [hop.strip() for hop in header.split(",") if hop.strip()]
    current = _parsed(remote)
    believed = False
    while hops and current is not None and any(current in network for network in trusted):
        told = _parsed(hops.pop())
        if told is None:
            break
        current, believed = told, True
    return Client(_spelled(current), bool(header), believed)


@lru_cache(maxsize=8)
def networks(trusted: tuple[str, ...]) -> tuple[Network, ...]:
    """The setting as networks; nonsense raises ValueError (config/safety.py says so in words)."""
    return tuple(ipaddress.ip_network(entry) for entry in trusted)


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    text = text.strip()
    if text.startswith("["):  # [2001:db8::1]:443
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # 192.0.2.1:443
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _spelled(address: ipaddress.IPv4Address | ipaddress.IPv6Address | None) -> str:
    if address is None:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, IPV6_HOUSEHOLD), strict=False).network_address)
    return str(address)
