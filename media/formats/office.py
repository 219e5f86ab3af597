"""Office packages (OOXML) read through the archive guard and the safe XML parser."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote, urlsplit

from media.formats import office_problems as problems
from media.formats import package_cleaning, pictures
from media.formats.archive import Archive, ArchiveError
from media.formats.base import MEGABYTE, Finding, Report
from media.formats.text import clean_line
from media.formats.titles import is_machine_title
from media.formats.xml import MAX_BYTES, Element, XmlError, parse_xml
from media.formats.zip_problems import HIDDEN

CONTENT_TYPES = "[Content_Types].xml"
_PICTURE_BYTES = 50 * MEGABYTE
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_APP = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_OLD_FONT = re.compile(r"^(\.Vn|VNI-|VNtimes|\.VN)")
_PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp")


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link of a part: its kind ("slide", "image", ...), the part's name or, when external, the address."""

    kind: str
    target: str
    external: bool


class Package:
    """An OOXML package: parts, relationships, properties. Problems met on the way collect in `findings`.

    >>> with Package(path) as package:  # doctest: +SKIP
    ...     package.related("", "officeDocument")
    'ppt/presentation.xml'
    """

    def __init__(self, path: Path) -> None:
        """Raises ArchiveError when the zip cannot be read at all."""
        self.archive = Archive(path)
        self.findings: list[Finding] = list(self.archive.findings)
        self._names = {name.casefold(): name for name in self.archive.names}
        self._rels: dict[str, dict[str, Relationship]] = {}

    def __enter__(self) -> Package:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.archive.__exit__(kind, error, at)

    def part(self, name: str) -> Element | None:
        """The root of an XML part; None (and a finding) when it is missing or refused."""
        real = self._names.get(name.casefold())
        if real is None:
            return None
        try:
            return parse_xml(self.archive.read(real, MAX_BYTES), where=real)
        except (ArchiveError, XmlError) as error:
            if error.finding not in self.findings:
                self.findings.append(error.finding)
            return None

    def has(self, name: str) -> bool:
        """True when the package holds this part."""
        return name.casefold() in self._names

    def rels(self, part: str) -> dict[str, Relationship]:
        """Relationships of a part ("" = the package) by id."""
        if part not in self._rels:
            folder, name = posixpath.split(part)
            root = self.part(posixpath.join(folder, "_rels", f"{name}.rels"))
            found = root.iter(_REL) if root is not None else ()
            self._rels[part] = {rel.get("Id", ""): _relationship(rel, folder) for rel in found}
        return self._rels[part]

    def related(self, part: str, kind: str) -> str:
        """The first related part of a kind, or ""."""
        found = (rel.target for rel in self.rels(part).values() if rel.kind == kind and not rel.external)
        return next(found, "")

    def content_types(self) -> Iterator[tuple[str, str]]:
        """(part or extension, content type) pairs."""
        root = self.part(CONTENT_TYPES)
        if root is None:
            return
        for row in root.iter(f"{_TYPES}Override", f"{_TYPES}Default"):
            yield (row.get("PartName") or row.get("Extension") or "").lstrip("/"), row.get("ContentType", "")

    def picture(self, part: str) -> bytes | None:
        """The bytes of a picture that Pillow reads; None for drawings (EMF, WMF, SVG) and what is too large."""
        real = self._names.get(part.casefold())
        if real is None or not part.lower().endswith(_PICTURE_ENDINGS):
            return None
        try:
            data = self.archive.read(real, _PICTURE_BYTES)
            with pictures.open_picture(data) as image:
                return data if min(image.size) >= 32 else None
        except (ArchiveError, pictures.TooManyPixels, OSError, ValueError, SyntaxError):
            return None


def open_and_check(path: Path, report: Report, main_kinds: tuple[str, ...], extension: str) -> Package | None:
    """The package when it may be read, else None with the reasons in the report.

    `main_kinds` are the content types that the main part may have; macros and external links are noted.
    """
    try:
        package = Package(path)
    except ArchiveError as error:
        report.add(error.finding)
        return None
    if not package.archive.blocked:
        package.archive.verify()
        package.findings[:] = [finding for finding in package.archive.findings if finding.code != HIDDEN.code]
        _check_main_part(package, main_kinds, extension)
        _check_links(package, report)
        if located := list(package_cleaning.pictures_with_places(package.archive)):
            report.add(problems.POSITIONS.at(located[0], count=len(located)))
        _describe(package, report)
    if package.archive.blocked:
        report.add(*package.findings)
        package.archive.__exit__(None, None, None)
        return None
    return package


def note_old_fonts(fonts: set[str], report: Report) -> None:
    """Fonts of the time before Unicode: their text looks right and reads as garbage."""
    old = sorted(font for font in fonts if _OLD_FONT.match(font))
    if old:
        report.add(problems.OLD_FONTS.at(font=old[0]))


def _relationship(rel: Element, folder: str) -> Relationship:
    kind = rel.get("Type", "").rpartition("/")[2]
    target = rel.get("Target", "")
    if rel.get("TargetMode") == "External":
        return Relationship(kind, target[:2000], external=True)
    absolute = target if target.startswith("/") else posixpath.join(folder, target)
    return Relationship(kind, posixpath.normpath(unquote(absolute)).lstrip("/"), external=False)


def _check_main_part(package: Package, main_kinds: tuple[str, ...], extension: str) -> None:
    kinds = dict(package.content_types())
    main = package.related("", "officeDocument")
    if not kinds:
        package.findings.append(problems.NOT_COMPLETE.at(part=CONTENT_TYPES))
    elif not main or not package.has(main):
        package.findings.append(problems.NOT_COMPLETE.at(part=main or "_rels/.rels"))
    macro_kind = any(
        "macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in kinds.values()
    )
    macro_part = any(name.lower().endswith("vbaproject.bin") for name in package.archive.names)
    if macro_kind or macro_part:
        package.findings.append(problems.MACROS.at(extension=extension))
    elif kinds and kinds.get(main, main_kinds[0]) not in main_kinds:
        package.findings.append(problems.NOT_COMPLETE.at(part=main))


def _check_links(package: Package, report: Report) -> None:
    """Pictures, media and templates from elsewhere; ordinary hyperlinks only tell their hosts."""
    rel_parts = [name for name in package.archive.names if name.lower().endswith(".rels")]
    hosts: list[str] = []
    embedded = sum("/embeddings/" in name for name in package.archive.names)
    for name in rel_parts[:2000]:
        folder, file = posixpath.split(name)
        owner = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
        for rel in package.rels(owner).values():
            if rel.external:
                hosts.append(_host(rel.target))
                _note_external(rel, report)
    report.metadata.external_hosts = [host for host in dict.fromkeys(hosts) if host]
    if embedded:
        report.metadata.active.append("attachments")
        report.add(problems.EMBEDDED.at(count=embedded))


def _note_external(rel: Relationship, report: Report) -> None:
    if rel.kind == "hyperlink":
        return
    note_link(rel.target, report)


def note_link(target: str, report: Report) -> None:
    """Something that is fetched from elsewhere when the file is opened."""
    if "external_links" not in report.metadata.active:
        report.metadata.active.append("external_links")
    host = _host(target)
    local = not host or target.lower().startswith("file:")
    shown = clean_line(target.replace("\\", "/").rpartition("/")[2] or target, 80) if local else host
    report.add((problems.LOCAL_LINKS if local else problems.EXTERNAL_LINKS).at(target=shown))


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _describe(package: Package, report: Report) -> None:
    core = package.part(package.related("", "core-properties") or "docProps/core.xml")
    app = package.part(package.related("", "extended-properties") or "docProps/app.xml")
    metadata = report.metadata
    if core is not None:
        title = clean_line(core.findtext(f"{_DC}title") or "")
        metadata.title = "" if is_machine_title(title) else title
        metadata.authors = [core.findtext(f"{_DC}creator") or ""]
        metadata.description = core.findtext(f"{_DC}description") or core.findtext(f"{_DC}subject") or ""
        metadata.language = (core.findtext(f"{_DC}language") or "").split("-")[0].lower()[:3]
        metadata.keywords = re.split(r"[,;]", (core.findtext(f"{_CORE}keywords") or "")[:1000])
        metadata.created = core.findtext(f"{_TERMS}created") or ""
    if app is not None:
        metadata.tool = app.findtext(f"{_APP}Application") or ""
        pages = app.findtext(f"{_APP}Pages") or ""
        metadata.pages = int(pages) if pages.isascii() and pages.isdigit() and len(pages) < 6 else 0
