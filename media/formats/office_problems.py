"""The sentences of the office formats (`office.*`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from media.formats.base import Problem, Severity

PASSWORD = Problem(
    "office.password",
    Severity.ERROR,
    _("The file is locked by a password."),
    _("Open it, remove the password (File > Info > Protect) and upload it again."),
)
LEGACY = Problem(
    "office.legacy",
    Severity.ERROR,
    _("The file has the old Office format of 1997-2003."),
    _("Open it and save it as .docx or .pptx, then upload it again."),
)
NOT_COMPLETE = Problem(
    "office.incomplete",
    Severity.ERROR,
    _("A necessary part of the file is missing (%(part)s)."),
    _("Open it, save it again and upload the new one."),
)
MACROS = Problem(
    "office.macros",
    Severity.ERROR,
    _("The file carries macros (small programmes)."),
    _("Save it without macros as %(extension)s and upload it again."),
)
EMPTY = Problem(
    "office.empty",
    Severity.WARNING,
    _("The file holds no text and no pictures."),
    _("Check that it is complete."),
)
EXTERNAL_LINKS = Problem(
    "office.external_links",
    Severity.WARNING,
    _("The file shows pictures or media from other places (%(target)s); they may be missing elsewhere."),
    _("Insert the picture or media into the file itself."),
)
LOCAL_LINKS = Problem(
    "office.local_links",
    Severity.WARNING,
    _("The file points to media on one computer (%(target)s); others will not see them."),
    _("Insert the media into the file itself."),
)
OLD_FONTS = Problem(
    "office.old_fonts",
    Severity.WARNING,
    _("The text uses an old Vietnamese font (%(font)s), so it cannot be found by searching."),
    _("Convert the text to Unicode and upload the file again."),
)
EMBEDDED = Problem("office.embedded", Severity.INFO, _("The file carries other files (%(count)s) inside."))

DDE = Problem(
    "office.dde",
    Severity.ERROR,
    _("The file starts other programmes when it is opened (a DDE field)."),
    _("Remove the field (Ctrl+Shift+F9 on the place turns it into text), save and upload the file again."),
)
POSITIONS = Problem(
    "office.positions",
    Severity.INFO,
    _("Photos inside (%(count)s) tell where they were taken; others get the file without these places."),
)

OFFICE_PROBLEMS = (
    PASSWORD, LEGACY, NOT_COMPLETE, MACROS, EMPTY, EXTERNAL_LINKS, LOCAL_LINKS, OLD_FONTS, EMBEDDED, DDE, POSITIONS,
)  # fmt: skip
