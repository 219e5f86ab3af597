"""The site's process. In production it refuses to start with unsafe settings."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.front.front import Front

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

application = get_wsgi_application()

from config.routes import is_heavy  # noqa: E402 - models are ready only now
from config.safety import refuse_unsafe_start  # noqa: E402

front = Front(application, is_heavy=is_heavy)  # what granian serves (config/web.py)

if settings.REFUSE_UNSAFE_START:
    refuse_unsafe_start()
