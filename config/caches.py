"""The two caches by their meaning; nobody imports Django's own name, which says neither.

- `shared`: limits, locks, "already counted": the same in every process. May cost a query.
- `remembered`: what can be worked out again; each process's own memory, and other processes may still hold the old.
"""

from __future__ import annotations

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.utils.connection import ConnectionProxy

shared: BaseCache = ConnectionProxy(caches, "default")  # type: ignore[assignment]
remembered: BaseCache = ConnectionProxy(caches, "remembered")  # type: ignore[assignment]
