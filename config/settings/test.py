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
from config.settings.base import DATABASES  # noqa: E402

SECRET_KEY = "only-for-tests-" + "x" * 50
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "repository.pages.picture_storage.PortalPictures"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_BROKER_URL = "memory://"
JOBS_INLINE = True
WHITENOISE_AUTOREFRESH = True
# In memory, also under several workers; a server's test database gets its worker's suffix by itself.
DATABASES["default"]["TEST"] = {} if os.environ.get("DATABASE_URL") else {"NAME": ":memory:"}
SEARCH_COMMIT_SECONDS = 0
FILE_GUARD_SECONDS = 0
