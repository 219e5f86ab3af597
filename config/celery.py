"""Entry point of the worker: `celery -A config.celery worker`."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

from config.jobs.broker import app

__all__ = ["app"]
