"""From what the server tells about a request to what WSGI calls an environment."""

from __future__ import annotations

import sys
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
        if "_" in name:
            continue
        key = "HTTP_" + name.upper().replace("-", "_")
        environ[key] = environ[key] + _JOINED_BY.get(name, ",") + value if key in environ else value
    for key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if (header := environ.pop("HTTP_" + key, None)) is not None:
            environ[key] = header
    return environ
