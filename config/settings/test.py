"""Tests: the same code on the embedded set-up or, by environment variables, on the servers."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# Every worker of a run has a folder and an index prefix of its own; what a worker starts shares them with it.
_run = os.environ.setdefault("HOCLIEU_TEST_RUN", str(os.getpid()))
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
_folder = Path(tempfile.gettempdir()) / f"hoclieu-test-{_run}-{_worker}"
if Path(os.environ.get("HOCLIEU_VAR", _folder)).name.startswith("hoclieu-test-"):
    os.environ["HOCLIEU_VAR"] = str(_folder)
if os.environ.get("SEARCH_PREFIX", "hoclieu-test-").startswith("hoclieu-test-"):
    os.environ["SEARCH_PREFIX"] = f"hoclieu-test-{_worker}"

from config.settings.base import *  # noqa: E402
from config.settings.base import DATABASES, FILES_URL, PORTAL_PICTURES  # noqa: E402

SECRET_KEY = "only-for-tests-" + "x" * 50
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": PORTAL_PICTURES},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if FILES_URL.startswith("s3:"):  # each worker's own place in the bucket
    _bucket, _, _options = FILES_URL.partition("?")
    FILES_URL = f"{_bucket}/{_run}-{_worker}?{_options}"
CELERY_BROKER_URL = "memory://"
JOBS_INLINE = True
WHITENOISE_AUTOREFRESH = True
# In memory, also under several workers; a server's test database gets its worker's suffix by itself.
DATABASES["default"]["TEST"] = {} if os.environ.get("DATABASE_URL") else {"NAME": ":memory:"}
SEARCH_COMMIT_SECONDS = 0
FILE_GUARD_SECONDS = 0
