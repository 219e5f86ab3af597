"""Logs: one JSON object a line with a request id; no names, no answers (config/logs.py)."""

from __future__ import annotations

from config.logs import logging_config

LOGGING = logging_config()
