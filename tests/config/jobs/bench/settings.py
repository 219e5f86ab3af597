"""The embedded set-up with the ground floor only: tables in a second, a real queue, a real database file."""

from config.settings import tasks
from config.settings.test import *  # noqa: F403

CELERY_BROKER_URL = tasks.CELERY_BROKER_URL
INSTALLED_APPS = [
    "config",
    "config.accounts",
    "config.audit",
    "config.notices",
    "config.jobs",
    "tests.config.jobs.bench",
    "django.contrib.auth",
    "django.contrib.contenttypes",
]
MIGRATION_MODULES = {name: None for name in ("auth", "contenttypes")} | {
    f"config_{name}": None for name in ("accounts", "audit", "notices", "jobs")
}
ROOT_URLCONF = "tests.config.jobs.bench.urls"
TEMPLATES = []
MIDDLEWARE = []
JOBS_INLINE = False
