"""Upload tokens: who uploads and on whose account, signed, valid longer than a web session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.errors import NotAllowed

_SALT = "media.files.upload"


@dataclass(frozen=True)
class UploadPass:
    """Who may upload, and whose quota it counts against ("" without a token: then nothing new may begin)."""

    user: User
    quota_holder: str = ""


def make_token(user: User, *, quota_holder: str) -> str:
    """A signed text that names the person and the account."""
    return signing.dumps({"u": user.public_id, "q": quota_holder}, salt=_SALT, compress=True)


def read_token(token: str) -> UploadPass:
    """Who holds this token. Raises NotAllowed when it is forged, too old or the person's account is closed."""
    try:
        data = signing.loads(token, salt=_SALT, max_age=timedelta(days=settings.UPLOAD_EXPIRY_DAYS))
        user = User.objects.get(public_id=data["u"], is_active=True)
    except (signing.BadSignature, User.DoesNotExist, KeyError, TypeError):
        raise NotAllowed(_("The permission to upload has run out. Please reload the page.")) from None
    return UploadPass(user, data["q"])
