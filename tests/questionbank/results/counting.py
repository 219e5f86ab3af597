"""How many queries a piece of code needs."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext


def count_queries() -> CaptureQueriesContext:
    """`with count_queries() as found:`; afterwards len(found)."""
    return CaptureQueriesContext(connection)
