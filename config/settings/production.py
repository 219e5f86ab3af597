"""Production: PostgreSQL, Elasticsearch, Redis or RabbitMQ by environment; https only."""

from __future__ import annotations

from config import env
from config.settings.base import *

SECRET_KEY = env.text("SECRET_KEY")
TRUSTED_PROXIES = env.words("TRUSTED_PROXIES", ("127.0.0.1", "::1"))  # nginx on the same machine
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-hoclieu_session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-hoclieu_csrf"
LANGUAGE_COOKIE_SECURE = True

REFUSE_UNSAFE_START = True
