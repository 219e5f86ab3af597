"""From what the server tells about a request to what WSGI calls an environment."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Any

_BASE: dict[str, Any] = {
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "granian",
    "wsgi.errors": sys.stderr,
    "wsgi.version": (1, 0),
    "wsgi.multithread": True,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
    "wsgi.input_terminated": True,
}
_JOINED_BY = {"cookie": "; "}


def environ_of(scope: Any) -> dict[str, Any]:
    """Everything but the body. Names with an underscore are dropped: they could pass for a proxy's headers."""
    environ = _BASE.copy()
    server, _colon, port = scope.server.rpartition(":")
    environ["SERVER_NAME"], environ["SERVER_PORT"] = server.strip("[]"), port
    environ["REMOTE_ADDR"] = scope.client.rpartition(":")[0].strip("[]")
    environ["REQUEST_METHOD"] = scope.method
    environ["PATH_INFO"] = scope.path.encode().decode("latin-1")
    environ["QUERY_STRING"] = scope.query_string
    environ["SERVER_PROTOCOL"] = f"HTTP/{scope.http_version}"
    environ["wsgi.url_scheme"] = scope.scheme
    for name, value in scope.headers.items():
        if not (key := _key_of(name)):
            continue
        environ[key] = environ[key] + _JOINED_BY.get(name, ",") + value if key in environ else value
    return environ


@lru_cache(maxsize=1024)  # browsers send the same thirty names
def _key_of(name: str) -> str:
    if "_" in name:
        return ""
    key = name.upper().replace("-", "_")
    return key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else "HTTP_" + key
