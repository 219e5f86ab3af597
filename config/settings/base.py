"""All settings, one concern a file; the environments (dev, test, production) only tighten or loosen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.settings.apps import *
from config.settings.caches import *
from config.settings.database import *
from config.settings.files import *
from config.settings.logging import *
from config.settings.paths import *
from config.settings.paths import BASE_DIR
from config.settings.search import *
from config.settings.security import *
from config.settings.signin import *
from config.settings.tasks import *
from config.settings.wagtail import *

DEBUG = False
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "repository.shell.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "hoclieu_language"
LOCALE_PATHS = [
    BASE_DIR / package / "locale" for package in ("search", "questionbank", "repository", "media", "config")
]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["config.formats"]

SITE_ID = 1
