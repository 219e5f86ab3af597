"""The embedded set-up, as `make run` serves it: no server needed, all state under var/."""

from __future__ import annotations

from config import env
from config.secret import embedded_secret_key
from config.settings.base import *
from config.settings.paths import VAR_DIR

DEBUG = env.flag("DEBUG")
SECRET_KEY = embedded_secret_key(VAR_DIR)
