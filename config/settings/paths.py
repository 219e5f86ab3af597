"""Where things lie: the source tree and the run-time state beside it."""

from __future__ import annotations

from pathlib import Path

from config import env

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = env.path("HOCLIEU_VAR", BASE_DIR / "var")
BUILD_DIR = BASE_DIR / "build"

MEDIA_URL = "/portal-media/"
UPLOAD_DIR = VAR_DIR / "uploads"
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BUILD_DIR / "static"]
