"""Wagtail: the portal's pages and pictures. Materials are only read there."""

from __future__ import annotations

from config.settings.security import SITE_URL

WAGTAIL_SITE_NAME = "Học liệu"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_IMAGE_MODEL = "repository_pages.PortalImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "repository.pages.forms.PortalImageForm"
WAGTAILDOCS_EXTENSIONS: list[
    str
] = []  # Wagtail needs the app; its addresses are shut (repository.pages.urls)
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAILADMIN_LOGIN_URL = "account_login"
# A page for some people only asks for sign-in; a password shared by many has no throttle and no second factor.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
