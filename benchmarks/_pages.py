"""Asking for pages in this process, as one person: times and numbers of queries."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks._figures import figure, percentile
from config.accounts.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"
WARMED, COUNTED = 5, 10  # addresses asked for before the clock runs; addresses whose queries are counted


def page_figures(
    name: str, person: User, addresses: Sequence[str], requests: int, **circumstances: Any
) -> Iterator[dict[str, Any]]:
    """p50 and p95 in ms over `requests` requests, and the most queries that one of the addresses takes."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    for address in addresses[:WARMED]:
        client.get(address)
    times, most = [], 0
    for number in range(requests):
        address = addresses[number % len(addresses)]
        started = time.perf_counter()
        response = client.get(address)
        times.append((time.perf_counter() - started) * 1000)
        assert response.status_code == 200, f"{address}: {response.status_code}"
    for address in addresses[:COUNTED]:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        most = max(most, len(captured))
    yield figure(f"{name} p50", percentile(times, 50), "ms", **circumstances)
    yield figure(f"{name} p95", percentile(times, 95), "ms", **circumstances)
    yield figure(f"{name} queries", most, "queries", **circumstances)
