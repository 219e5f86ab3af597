"""The one XML parser: no DOCTYPE, no entities, no network, capped in size and depth."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.utils.translation import gettext_lazy as _
from lxml import etree

from media.formats.base import MEGABYTE, Finding, Problem, Severity

MAX_BYTES = 20 * MEGABYTE
MAX_DEPTH = 200

_AGAIN = _("Make the file again from the original programme and upload the new one.")
DOCTYPE = Problem(
    "xml.doctype", Severity.ERROR, _("A part of the file carries forbidden definitions (DOCTYPE)."), _AGAIN
)
TOO_LARGE = Problem("xml.too_large", Severity.ERROR, _("A part of the file is too large to be read."), _AGAIN)
TOO_DEEP = Problem("xml.too_deep", Severity.ERROR, _("A part of the file is nested too deeply."), _AGAIN)
BROKEN = Problem("xml.broken", Severity.ERROR, _("A part of the file is damaged and cannot be read."), _AGAIN)
XML_PROBLEMS = (DOCTYPE, TOO_LARGE, TOO_DEEP, BROKEN)

Element = etree._Element


class XmlError(Exception):
    """The document is refused; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def parse_xml(data: bytes, where: str = "") -> Element:
    """The root element. Raises XmlError for a DOCTYPE, for more than MAX_BYTES or MAX_DEPTH, for broken XML."""
    if len(data) > MAX_BYTES:
        raise XmlError(TOO_LARGE.at(where))
    _check_shape(data, where)
    try:
        root = etree.fromstring(data, parser=_parser())
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise XmlError(BROKEN.at(where)) from error
    if root is None:
        raise XmlError(BROKEN.at(where))
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip


class _Shape:
    """A parser target that builds nothing: it stops at a DOCTYPE and counts the depth."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.depth = 0

    def start(self, tag: str, attributes: object) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise XmlError(TOO_DEEP.at(self.where))

    def end(self, tag: str) -> None:
        self.depth -= 1

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise XmlError(DOCTYPE.at(self.where))

    def close(self) -> None:
        return None


def _check_shape(data: bytes, where: str) -> None:
    shape: Any = _Shape(where)  # the stubs ask for the whole protocol; lxml takes what there is
    parser = etree.XMLParser(
        target=shape, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        etree.parse(BytesIO(data), parser=parser)
    except XmlError:
        raise
    except (etree.XMLSyntaxError, ValueError, LookupError, AssertionError) as error:
        # lxml reports a target's stop as a syntax error in some builds: the text decides then.
        finding = DOCTYPE if b"<!DOCTYPE" in data[:4096].upper().replace(b"\x00", b"") else BROKEN
        raise XmlError(finding.at(where)) from error
