"""The signing key of the embedded set-up: made once, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from config import env


def embedded_secret_key(var: Path) -> str:
    """`SECRET_KEY` from the environment, else the key kept in `var/secret`, made at the first start."""
    if given := env.text("SECRET_KEY"):
        return given
    var.mkdir(parents=True, exist_ok=True)
    path = var / "secret"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key
