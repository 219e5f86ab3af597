"""One web process: `python -m config.web TARGET --threads N [granian's options]`, TARGET being `site` or `content`.

granian with our front before Django (config/front), and room for as many open lines as a school has devices.
"""

from __future__ import annotations

import os
import resource
import sys

from granian.cli import entrypoint

TARGETS = {"site": "config.wsgi:front", "content": "config.content_wsgi:front"}
LINES = 4096  # open connections per worker; slow ones cost memory only
OPTIONS = [
    "--interface",
    "rsgi",
    "--http",
    "1",
    "--no-ws",
    "--log-level",
    "warning",
    "--respawn-failed-workers",
]


def main(arguments: list[str]) -> None:
    """Set what granian cannot be told, then become granian."""
    target, flag, threads, *rest = arguments
    if target not in TARGETS or flag != "--threads" or not threads.isdigit():
        sys.exit(__doc__)
    os.environ["WEB_THREADS"] = threads
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 4 * LINES), hard), hard))
    room = ["--backlog", str(LINES), "--backpressure", str(LINES)]
    sys.argv = ["granian", *OPTIONS, *room, *rest, TARGETS[target]]
    entrypoint()


if __name__ == "__main__":
    main(sys.argv[1:])
