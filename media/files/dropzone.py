"""The sentences of <upload-dropzone>: the script says them, gettext translates them."""

from __future__ import annotations

from django.utils.translation import gettext as _


def upload_words() -> dict[str, str]:
    """By the state of a row (frontend/upload/state.ts) and by occasion; `%(name)s` places are filled by the script."""
    return {
        "waiting": _("Waiting its turn"),
        "sending": _("Uploading, %(percent)s%%") % {"percent": "%(percent)s"},
        "paused": _("Paused"),
        "interrupted": _("The line was cut. What has arrived is safe."),
        "needs-file": _("Begun earlier. Choose the same file again to continue."),
        "signed-out": _("Signed out"),
        "checking": _("Arrived, being checked"),
        "ready": _("Ready"),
        "rejected": _("Not accepted"),
        "amount": _("%(done)s of %(total)s"),
        "empty": _("The file is empty. Please check it on your computer and choose it again."),
        "too_large": _("The file is larger than %(limit)s. Please split or compress it."),
        "refused": _("The server did not take this file. Please try another one."),
        "signed_out_help": _("Your session has lapsed; the file is safe."),
        "sign_in": _("Sign in in a new tab, then press Try again"),
        "form_waits": _("The form goes by itself as soon as the last file has arrived."),
        "proposed": _("Proposed:"),
    }
