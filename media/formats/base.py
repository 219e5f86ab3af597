"""The contract of a file format: what a handler declares, and the values it hands back."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from media.formats.formula_marks import Placed, taken, unmarked
from media.formats.text import clean_block, clean_line

MEGABYTE = 1024 * 1024
COVER_SMALL = "cover-320.webp"
COVER_LARGE = "cover-960.webp"
"""Names of the two cover pictures, the same for every format; a format without a picture makes none."""
TEXT_KEPT = 5 * MEGABYTE
"""Characters of text kept per file; the rest is cut with the finding `file.text_cut`."""


FORMULAS_KEPT = 5_000
"""Formulas drawn per file; the others are shown by their signs."""


class Severity(StrEnum):
    """An error blocks the file; a warning is shown to the author and the reviewer; info explains."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Verdict(StrEnum):
    """May the file enter the store?"""

    ACCEPT = "accept"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed about a file. Tests and callers go by `code`; the sentence is made when shown.

    `where` names the place in the file's own terms ("entry 17 "media/a.mp4"", "page 3"); `params` fill the
    sentence of `media.formats.problems.finding_text(code, params)`.
    """

    code: str
    severity: Severity
    where: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of finding: stable code, severity, sentence and hint (lazy translations, `%(name)s` places).

    >>> EMPTY = Problem("file.empty", Severity.ERROR, "The file is empty.", "Choose the file again.")
    >>> EMPTY.at().code
    'file.empty'
    """

    code: str
    severity: Severity
    text: Any
    hint: Any = ""

    def at(self, where: str = "", **params: str | int) -> Finding:
        """A finding of this kind at a place of the file."""
        tidy = {
            key: clean_line(value, 120) if isinstance(value, str) else value for key, value in params.items()
        }
        return Finding(self.code, self.severity, clean_line(where, 200), tidy)


TEXT_CUT = Problem(
    "file.text_cut",
    Severity.INFO,
    _("The text is very long; only its beginning can be searched."),
    _("Split the file if its end must be found by searching, too."),
)


@dataclass(slots=True)
class Metadata:
    """What the file says about itself. Sizes are pixels, `duration` is seconds, `created` is ISO 8601 text."""

    title: str = ""
    first_heading: str = ""
    language: str = ""
    authors: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    description: str = ""
    tool: str = ""
    created: str = ""
    pages: int = 0
    slides: int = 0
    duration: float = 0.0
    width: int = 0
    height: int = 0
    words: int = 0
    pictures: int = 0
    codecs: list[str] = field(default_factory=list)
    outline: list[str] = field(default_factory=list)
    external_hosts: list[str] = field(default_factory=list)
    active: list[str] = field(default_factory=list)
    """Active content, for the safety card: "macros", "javascript", "attachments", "external_links"."""


@dataclass(frozen=True, slots=True)
class Section:
    """A passage of text with the anchor at which a player opens it; `ordinal` counts from 1."""

    anchor: str
    ordinal: int
    title: str
    text: str
    formulas: list[Placed] = field(default_factory=list)
    """Where formulas stand in the text, and how they look (`media.formats.formula_marks`)."""


@dataclass(slots=True)
class Inspection:
    """The whole answer about one file, the same on both sides of the child process."""

    handler: str = ""
    media_type: str = "application/octet-stream"
    findings: list[Finding] = field(default_factory=list)
    metadata: Metadata = field(default_factory=Metadata)
    sections: list[Section] = field(default_factory=list)

    @property
    def verdict(self) -> Verdict:
        """Reject as soon as one finding is an error."""
        blocked = any(finding.severity is Severity.ERROR for finding in self.findings)
        return Verdict.REJECT if blocked else Verdict.ACCEPT

    @property
    def accepted(self) -> bool:
        """No finding blocks the file."""
        return self.verdict is Verdict.ACCEPT

    @property
    def codes(self) -> list[str]:
        """Codes of the findings, in the order found."""
        return [finding.code for finding in self.findings]

    def to_json(self) -> dict[str, Any]:
        """A JSON-serialisable dict; `Inspection.from_json` reads it back."""
        return {**dataclasses.asdict(self), "verdict": self.verdict.value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Inspection:
        """Rebuild from `to_json()`. Raises KeyError, TypeError or ValueError on anything else."""
        known = {field_.name for field_ in dataclasses.fields(Metadata)}
        return cls(
            handler=data["handler"],
            media_type=data["media_type"],
            findings=[
                Finding(row["code"], Severity(row["severity"]), row["where"], row["params"])
                for row in data["findings"]
            ],
            metadata=Metadata(**{key: value for key, value in data["metadata"].items() if key in known}),
            sections=[Section(**row) for row in data["sections"]],
        )


@dataclass(frozen=True, slots=True)
class DerivedFile:
    """A file made from an original: `name` inside the output folder, media type, bytes, pixels (0 = none)."""

    name: str
    media_type: str
    size: int
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Whether a copy for others was written; False: the file itself tells nothing; None: it may not be given out."""

    copied: bool | None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a handler takes: bytes of the file, megabytes and seconds of the child, pictures made ahead."""

    file_bytes: int = 2 * 1024 * MEGABYTE
    memory_mb: int = 480  # the largest WebP allowed is decoded beside the readers of all formats
    cpu_seconds: int = 120
    wall_seconds: int = 180
    pages_ahead: int = 20
    preview_seconds: int = 60
    """Processor time after which a handler stops making further pictures ahead and hands back what it has."""


@dataclass(frozen=True, slots=True)
class Example:
    """A file made in code for the conformance suite: its name, its bytes, what an inspection must say.

    A good example has no codes among `codes` that block; a hostile one names the codes that must be found.
    """

    name: str
    data: bytes
    codes: frozenset[str] = frozenset()
    verdict: Verdict = Verdict.ACCEPT
    sections: int | None = None
    """Least number of sections; None = not promised."""


class Report:
    """Collects what `inspect` finds: all findings, sections with clean text, metadata."""

    def __init__(self, handler: str, media_type: str) -> None:
        self._result = Inspection(handler=handler, media_type=media_type)
        self._kept = 0
        self._formulas = 0
        self.text_was_cut = False

    @property
    def metadata(self) -> Metadata:
        """The metadata under construction."""
        return self._result.metadata

    @property
    def blocked(self) -> bool:
        """An error was found already."""
        return not self._result.accepted

    @property
    def codes(self) -> list[str]:
        """Codes found so far."""
        return self._result.codes

    def add(self, *findings: Finding) -> None:
        """Note findings; the same code at the same place is noted once."""
        for finding in findings:
            if finding not in self._result.findings:
                self._result.findings.append(finding)

    def section(self, anchor: str, title: str, text: str) -> None:
        """Add a passage. Text is cleaned; beyond TEXT_KEPT characters in all it is cut."""
        room = max(0, TEXT_KEPT - self._kept)
        tidy, formulas = taken(clean_block(text))
        if len(tidy) > room:
            tidy, self.text_was_cut = tidy[:room], True
        self._kept += len(tidy)
        self.metadata.words += len(tidy.split())
        self._result.sections.append(
            Section(
                anchor,
                len(self._result.sections) + 1,
                clean_line(unmarked(title), 200),
                tidy,
                self._affordable(formulas, len(tidy)),
            )
        )

    def _affordable(self, formulas: list[Placed], length: int) -> list[Placed]:
        """Those within the text that is kept, and not too many of a file."""
        kept = [row for row in formulas if row[1] <= length][: max(0, FORMULAS_KEPT - self._formulas)]
        self._formulas += len(kept)
        return kept

    def done(self) -> Inspection:
        """The finished inspection, every text of the metadata clean."""
        if self.text_was_cut:
            self.add(TEXT_CUT.at())
        _clean_metadata(self.metadata)
        return self._result


def _clean_metadata(metadata: Metadata) -> None:
    for field_ in dataclasses.fields(metadata):
        value = getattr(metadata, field_.name)
        if isinstance(value, str):
            setattr(metadata, field_.name, clean_line(unmarked(value), 500))
        elif isinstance(value, list):
            tidy = (clean_line(unmarked(str(item)), 200) for item in value[:200])
            setattr(metadata, field_.name, list(dict.fromkeys(item for item in tidy if item)))


class FormatHandler(ABC):
    """One file format in one file. See `docs/howto/add-a-file-format.md`.

    `version` counts up whenever `previews` changes: derived files are stored under it. `extensions` are lower
    case with the dot, the usual one first; `media_types` likewise.
    """

    key: ClassVar[str]
    label: ClassVar[Any]
    order: ClassVar[int] = 100
    version: ClassVar[int] = 1
    extensions: ClassVar[tuple[str, ...]]
    refused_extensions: ClassVar[tuple[str, ...]] = ()
    """Endings of kindred files that `inspect` itself refuses, with a better reason than a wrong name."""
    media_types: ClassVar[tuple[str, ...]]
    player: ClassVar[str] = "download"
    """Key of the component that shows it, one file in `media/players/kinds/`."""
    icon: ClassVar[str] = "file"
    """The sign beside its name in lists, an icon of `repository/shell`."""
    paged: ClassVar[bool] = False
    """Shown page by page: `inspect` counts the pages, `previews` draws "page-7.webp" when that is wanted."""
    members: ClassVar[str] = ""
    """What the names of its many small derived files begin with ("page-"): one signed address covers them all."""
    long_links: ClassVar[bool] = False
    """Fetched bit by bit for as long as it plays: its addresses live as long as a lesson."""
    told: ClassVar[frozenset[str]] = frozenset()
    """Codes of findings that the person in front of the player must know, too."""
    is_text: ClassVar[bool] = False
    """Nothing but lines: any piece of a file may be a file, and its name helps to know it."""
    limits: ClassVar[Limits] = Limits()
    problems: ClassVar[Sequence[Problem]] = ()
    cleans: ClassVar[bool] = False
    """Files of this kind may tell where they were made: others get what `cleaned` writes, never the original."""

    @abstractmethod
    def detect(self, head: bytes, name: str, listing: Sequence[str]) -> int:
        """How sure we are, 0-100, from the first 4 KB, the lower-case file name and the names in a zip.

        Content decides; the name may only tell twins apart. 0 means "not mine".
        """

    def extensions_for(self, head: bytes) -> tuple[str, ...]:
        """The endings that fit this very content, the usual one first (a JPEG called .png is misnamed)."""
        return self.extensions

    @abstractmethod
    def inspect(self, path: Path) -> Inspection:
        """Everything about the file at `path`; all findings at once, never an exception for a bad file."""

    def previews(self, path: Path, out_dir: Path, wanted: Sequence[str] = ()) -> list[DerivedFile]:
        """Make derived files in `out_dir`. Without `wanted` those made ahead, else only the names wanted.

        >>> handler.previews(path, out, wanted=["page-37.webp"])  # doctest: +SKIP
        [DerivedFile(name='page-37.webp', media_type='image/webp', size=40211, width=1200, height=1697)]
        """
        return []

    def cleaned(self, path: Path, target: Path) -> bool:
        """Write to `target` what others may have of the file; False when the file itself tells nothing.

        Raises `media.formats.picture_cleaning.NotClean` when that cannot be made sure: then nothing is given out.
        """
        return False

    @abstractmethod
    def examples(self) -> Iterator[Example]:
        """Good, odd and hostile files for the conformance suite; at least one of them accepted."""
