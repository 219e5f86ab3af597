"""An application with long answers behind the real front, for readers who take their time."""

import os
from collections.abc import Iterable
from typing import Any

from django.conf import settings

if not settings.configured:
    settings.configure(TRUSTED_PROXIES=[])

from config.front.front import Front

LONG = 24 * 1024 * 1024  # more than the buffers of a line on any system


def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    """/pieces and /file are long, everything else is short."""
    start("200 OK", [("content-type", "application/octet-stream")])
    if environ["PATH_INFO"] == "/pieces":
        return (b"z" * 65536 for _each in range(LONG // 65536))
    if environ["PATH_INFO"] == "/file":
        return environ["wsgi.file_wrapper"](open(os.environ["LONG_FILE"], "rb"))
    return [b"short"]


front = Front(application)
