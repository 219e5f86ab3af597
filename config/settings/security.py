"""Cookies, hosts, policies and passwords. The content host shares none of the site's cookies."""

from __future__ import annotations

from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from config import env

SITE_URL = env.text("SITE_URL", "http://localhost:8000").rstrip("/")
CONTENT_URL = env.text("CONTENT_URL", "http://files.localhost:8001").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
CONTENT_HOST = urlsplit(CONTENT_URL).hostname or "files.localhost"
# Site and content under one host name (a plain address in a school's network): then only passive files are served.
CONTENT_PASSIVE_ONLY = env.flag("CONTENT_PASSIVE_ONLY")
REFUSE_UNSAFE_START = False  # production asks config/safety.py before it answers anybody
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", (SITE_HOST, CONTENT_HOST, "localhost", "127.0.0.1"))
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# Whose X-Forwarded-For is believed (addresses or networks): the proxy in front. Empty: nobody's (config/clients.py).
TRUSTED_PROXIES = env.words("TRUSTED_PROXIES")

SESSION_COOKIE_NAME = "hoclieu_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_NAME = "hoclieu_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "repository.shell.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS: list[str] = []

PASSWORD_HASHERS = [
    "config.accounts.hashers.TunedArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024  # one 5 MB upload part and its headers
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/cms/",),
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, CONTENT_URL, "data:"],
        "media-src": [SELF, CONTENT_URL],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "frame-src": [CONTENT_URL],
    },
}
# Wagtail's admin cannot run under a nonce policy; it is for portal editors only (docs/decisions).
ADMIN_CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    f"img-src 'self' {CONTENT_URL} data: blob:; font-src 'self' data:; frame-ancestors 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
