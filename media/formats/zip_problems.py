"""The sentences of the archive guard (`zip.*`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from media.formats.base import Problem, Severity

_AGAIN = _("Make the file again from the original programme and upload the new one.")
_ERROR = Severity.ERROR

DAMAGED = Problem("zip.damaged", _ERROR, _("The file is cut off or damaged."), _AGAIN)
TOO_MANY = Problem(
    "zip.too_many_entries",
    _ERROR,
    _("The file holds more than %(limit)s parts."),
    _("Split it into several files."),
)
TOO_LARGE = Problem(
    "zip.too_large",
    _ERROR,
    _("Unpacked, the file is larger than %(limit)s MB."),
    _("Split it or shrink its pictures."),
)
ENTRY_TOO_LARGE = Problem(
    "zip.entry_too_large",
    _ERROR,
    _("A part of the file is larger than %(limit)s MB."),
    _("Shrink this part."),
)
RATIO = Problem("zip.ratio", _ERROR, _("The file unpacks to a suspicious size and could do harm."), _AGAIN)
METHOD = Problem("zip.method", _ERROR, _("The file is packed by a method that we do not read."), _AGAIN)
ENCRYPTED = Problem(
    "zip.encrypted",
    _ERROR,
    _("A part of the file is locked by a password."),
    _("Remove the password and upload again."),
)
OVERLAP = Problem("zip.overlap", _ERROR, _("Two parts of the file overlap, so it could do harm."), _AGAIN)
DUPLICATE = Problem("zip.duplicate", _ERROR, _("Two parts of the file bear the same name."), _AGAIN)
TRAVERSAL = Problem("zip.traversal", _ERROR, _("A part of the file tries to leave its folder."), _AGAIN)
NAME = Problem(
    "zip.name", _ERROR, _("A part of the file has a name that is too long or holds forbidden signs."), _AGAIN
)
SPECIAL_FILE = Problem(
    "zip.special_file", _ERROR, _("The file holds a link or device instead of a file."), _AGAIN
)
FORGED_SIZE = Problem(
    "zip.forged_size", _ERROR, _("A part of the file does not unpack as announced."), _AGAIN
)
HIDDEN = Problem("zip.hidden", Severity.INFO, _("Hidden parts of the file are ignored."))
PROGRAM = Problem("zip.program", Severity.WARNING, _("The file carries a programme; it is never run here."))
NESTED = Problem("zip.nested", Severity.INFO, _("The file carries another archive; it stays closed."))

ZIP_PROBLEMS = (
    DAMAGED, TOO_MANY, TOO_LARGE, ENTRY_TOO_LARGE, RATIO, METHOD, ENCRYPTED, OVERLAP, DUPLICATE, TRAVERSAL, NAME,
    SPECIAL_FILE, FORGED_SIZE, HIDDEN, PROGRAM, NESTED,
)  # fmt: skip
