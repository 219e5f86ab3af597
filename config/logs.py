"""Logs: one JSON object a line, each with the id of its request or job; never names, answers or file names.

Every response carries the id as `X-Request-ID`; a person who reports a fault reads it from the error page.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponseBase

from config.ids import random_code

HEADER = "X-Request-ID"
_SENT = "HTTP_X_REQUEST_ID"
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,36}")
_LONGEST_VALUE = 4000
# Words under which personal data could slip into a line; their values never reach the log.
_PERSONAL = (
    "password",
    "pin",
    "name",
    "username",
    "display_name",
    "email",
    "phone",
    "answer",
    "cookie",
    "token",
)

log = structlog.get_logger("config.logs")


class RequestIdMiddleware:
    """Gives each request an id, binds it to every log line meanwhile, and logs one line at its end."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.META.get(_SENT, "")
        request_id = given if _GIVEN_ID.fullmatch(given) else random_code(16)
        request.request_id = request_id  # type: ignore[attr-defined]
        began = time.monotonic()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            _log_request(request, response, time.monotonic() - began)
        response.headers[HEADER] = request_id
        return response


def _log_request(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """The route's pattern stands for the path: paths may carry codes and signatures."""
    match = request.resolver_match
    log.info(
        "request",
        method=request.method,
        route=match.route if match else "",
        status=response.status_code,
        ms=round(seconds * 1000, 1),
    )


def drop_personal_values(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Remove values under telling words, cut long ones, and flatten line breaks (a log line is one line)."""
    for key, value in list(event.items()):
        if key in _PERSONAL:
            event[key] = "[removed]"
        elif isinstance(value, str) and len(value) > _LONGEST_VALUE:
            event[key] = value[:_LONGEST_VALUE] + "…"
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    drop_personal_values,
]


def logging_config(level: str = "INFO") -> dict[str, Any]:
    """Django's LOGGING: everything, ours and the libraries', through one JSON formatter on stderr."""
    # What no line shows need not be found out (Python's logging HOWTO, "Optimization").
    logging._srcfile = None  # type: ignore[attr-defined]
    logging.logThreads = False
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # 4xx are ordinary (a closed door, a missing page); the request line above tells their status.
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "celery": {"level": "INFO"},
            "kombu": {"level": "WARNING"},
            "PIL": {"level": "WARNING"},
            # Wagtail logs titles at INFO.
            "wagtail": {"level": "WARNING"},
            "django_tasks": {"level": "WARNING"},
            "elastic_transport": {"level": "WARNING"},
        },
    }


def bind_job(job_id: str) -> Any:
    """Context manager: every line logged inside carries the job's public id."""
    return structlog.contextvars.bound_contextvars(job=job_id)
