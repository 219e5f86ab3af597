"""Every kind of finding, and the sentence a person reads for it. Codes are stable; sentences are translations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from media.formats.base import TEXT_CUT, Finding, Problem, Severity
from media.formats.office_problems import OFFICE_PROBLEMS
from media.formats.registry import FORMATS, accepted_extensions
from media.formats.xml import XML_PROBLEMS
from media.formats.zip_problems import ZIP_PROBLEMS

_ERROR = Severity.ERROR

MISSING = Problem("file.missing", _ERROR, _("There is no such file."), _("Check the name and the folder."))
FOLDER = Problem("file.folder", _ERROR, _("This is a folder, not a file."), _("Choose the files inside it."))
UNREADABLE = Problem("file.unreadable", _ERROR, _("The file cannot be opened."), _("Check its permissions."))
EMPTY = Problem(
    "file.empty", _ERROR, _("The file is empty."), _("Open it on your computer, save it and upload it again.")
)
TOO_LARGE = Problem(
    "file.too_large",
    _ERROR,
    _("The file is larger than %(limit)s MB."),
    _("Shrink its pictures and videos or split it into parts."),
)
UNKNOWN = Problem(
    "file.unknown",
    _ERROR,
    _("We do not know this kind of file."),
    _("Save it as one of these kinds and upload it again: %(accepted)s."),
)
CONTENT_MISMATCH = Problem(
    "file.content_mismatch",
    _ERROR,
    _("The name ends in %(extension)s, but the content is not of this kind; perhaps the file is damaged."),
    _("Open the file on your computer, save it again and upload the new one."),
)
MISNAMED = Problem(
    "file.misnamed",
    _ERROR,
    _("The name ends in %(extension)s, but the content is %(real)s."),
    _("Rename the file so that it ends in %(real)s and upload it again."),
)
NO_EXTENSION = Problem(
    "file.no_extension",
    Severity.WARNING,
    _("The name has no ending; the content is %(real)s."),
    _("Add %(real)s to it."),
)
PROGRAM = Problem(
    "file.program",
    _ERROR,
    _("The file is a programme, not learning material."),
    _("Upload the material itself."),
)
TOO_HEAVY = Problem(
    "file.too_heavy",
    _ERROR,
    _("The file needs too much time or memory to be read."),
    _("Shrink its pictures, or split it into parts, and upload again."),
)
CRASHED = Problem(
    "file.crashed",
    _ERROR,
    _("The file is damaged in a way that cannot be read."),
    _("Make it again from the original programme and upload the new one."),
)
NOT_CLEANED = Problem(
    "file.not_cleaned",
    _ERROR,
    _("The file may tell where it was made, and this could not be taken out of it."),
    _("Open it on your computer, save it again and upload the new one."),
)
FILE_PROBLEMS = (
    MISSING, FOLDER, UNREADABLE, EMPTY, TOO_LARGE, UNKNOWN, CONTENT_MISMATCH, MISNAMED, NO_EXTENSION, PROGRAM,
    TOO_HEAVY, CRASHED, NOT_CLEANED, TEXT_CUT,
)  # fmt: skip


def all_problems() -> Iterator[Problem]:
    """Every kind of finding: the common ones, then those of each handler."""
    yield from (*FILE_PROBLEMS, *ZIP_PROBLEMS, *XML_PROBLEMS, *OFFICE_PROBLEMS)
    for handler in FORMATS:
        yield from handler.problems


def finding_text(code: str, params: Mapping[str, str | int]) -> str:
    """What is wrong, as a sentence in the active language; the code itself when it is unknown."""
    problem = _find(code)
    return _filled(problem.text, params) if problem else code


def finding_hint(code: str, params: Mapping[str, str | int]) -> str:
    """What to do about it, as a sentence in the active language; empty when there is nothing to do."""
    problem = _find(code)
    return _filled(problem.hint, params) if problem else ""


def unknown_format() -> Finding:
    """`file.unknown` with the list of endings that are taken."""
    return UNKNOWN.at(accepted=", ".join(accepted_extensions()))


def _find(code: str) -> Problem | None:
    return next((problem for problem in all_problems() if problem.code == code), None)


class _Blank(dict[str, str | int]):
    """Leaves a place open rather than failing when an old finding lacks a parameter."""

    def __missing__(self, key: str) -> str:
        return "…"


def _filled(text: object, params: Mapping[str, str | int]) -> str:
    sentence = str(text)
    return sentence % _Blank(params) if "%(" in sentence else sentence
