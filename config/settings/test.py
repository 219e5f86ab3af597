"""Tests: the same code on the embedded set-up or, by environment variables, on the servers."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ.setdefault("HOCLIEU_VAR", str(Path(tempfile.gettempdir()) / f"hoclieu-test-{os.getpid()}-{_worker}"))
os.environ.setdefault("SEARCH_PREFIX", f"hoclieu-test-{_worker}")

from config.settings.base import *  # noqa: E402, F403
from config.settings.base import DATABASES  # noqa: E402

SECRET_KEY = "only-for-tests-" + "x" * 50  # noqa: S105
SESSION_ENGINE = "django.contrib.sessions.backends.db"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_BROKER_URL = "memory://"
JOBS_INLINE = True
WHITENOISE_AUTOREFRESH = True
DATABASES["default"]["TEST"] = {}
SEARCH_COMMIT_SECONDS = 0
FILE_GUARD_SECONDS = 0
