"""Who may open an upload that belongs to nothing yet: its owner, nobody else."""

from __future__ import annotations

from config.accounts.models import User
from media.files.delivery import FILE_GUARDS
from media.files.models import Upload

UPLOAD_GUARD = "upload"


@FILE_GUARDS.register(UPLOAD_GUARD)
def may_open_upload(guard_id: str, user: User | None) -> bool:
    """The owner, while the upload exists and was not rejected."""
    if user is None:
        return False
    return Upload.objects.of(user).filter(public_id=guard_id).exclude(state="rejected").exists()
