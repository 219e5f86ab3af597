"""The way of one file through recognition and inspection. Runs in the child process only."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from media.formats import office_problems, problems
from media.formats.archive import listing
from media.formats.base import MEGABYTE, Finding, FormatHandler, Inspection, Severity
from media.formats.registry import FORMATS, accepted_extensions, best_handler, handlers_for_extension

HEAD_BYTES = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAM_HEADS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
_OLE_SEARCHED = 8 * MEGABYTE


def inspect_file(path: Path, name: str) -> Inspection:
    """Recognise and inspect the file at `path`, called `name` by its owner. Never raises for a bad file."""
    try:
        size = path.stat().st_size
        head = _head(path)
    except OSError:
        return Inspection(findings=[problems.UNREADABLE.at()])
    if size == 0:
        return Inspection(findings=[problems.EMPTY.at()])
    extension = extension_of(name)
    names, broken = listing(path) if head.startswith(b"PK") else ([], None)
    handler = best_handler(head, name.lower(), names)
    if handler is None:
        return Inspection(findings=[broken] if broken else _explain_unknown(path, head, extension))
    findings = [*_name_findings(handler, head, extension), *_size_findings(handler, size)]
    if any(finding.code == problems.TOO_LARGE.code for finding in findings):
        return Inspection(handler=handler.key, media_type=handler.media_types[0], findings=findings)
    inspection = handler.inspect(path)
    inspection.findings[:0] = findings
    return inspection


def handler_of(key: str) -> FormatHandler:
    """The handler registered under `key`; raises config.registry.UnknownKey."""
    return FORMATS[key]


def extension_of(name: str) -> str:
    """The lower-case ending with its dot, or ""."""
    return PurePosixPath(name.replace("\\", "/").lower().strip()).suffix


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def _name_findings(handler: FormatHandler, head: bytes, extension: str) -> list[Finding]:
    fitting = handler.extensions_for(head)
    if extension in fitting or extension in handler.refused_extensions:
        return []
    real = fitting[0]
    if not extension:
        return [problems.NO_EXTENSION.at(real=real)]
    return [problems.MISNAMED.at(extension=extension, real=real)]


def _size_findings(handler: FormatHandler, size: int) -> list[Finding]:
    limit = handler.limits.file_bytes
    return [problems.TOO_LARGE.at(limit=limit // MEGABYTE)] if size > limit else []


def _explain_unknown(path: Path, head: bytes, extension: str) -> list[Finding]:
    """The most helpful sentences for a file that no handler claims."""
    if head.startswith(_PROGRAM_HEADS):
        found = [problems.PROGRAM.at()]
    elif head.startswith(_OLE):
        found = [
            office_problems.PASSWORD.at() if _is_encrypted_package(path) else office_problems.LEGACY.at()
        ]
    elif handlers_for_extension(extension):
        found = [problems.CONTENT_MISMATCH.at(extension=extension)]
    else:
        found = [problems.unknown_format()]
    if extension and extension not in accepted_extensions() and found[0].code != problems.UNKNOWN.code:
        found.append(problems.unknown_format())
    return [finding for finding in found if finding.severity is Severity.ERROR]


def _is_encrypted_package(path: Path) -> bool:
    """Office keeps a locked document as the stream `EncryptedPackage` of an OLE2 file."""
    needle = "EncryptedPackage".encode("utf-16-le")
    size = path.stat().st_size
    with path.open("rb") as file:
        if needle in file.read(_OLE_SEARCHED):
            return True
        file.seek(max(0, size - _OLE_SEARCHED))
        return needle in file.read(_OLE_SEARCHED)
