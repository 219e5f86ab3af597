"""The one XML parser refuses what XML is abused for."""

from __future__ import annotations

import pytest

from media.formats.xml import MAX_BYTES, XmlError, parse_xml

LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><l>&c;</l>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (LAUGHS, "xml.doctype"),
        (b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/hostname">]><a>&f;</a>', "xml.doctype"),
        (b'<?xml version="1.0"?><!-- c --><!DOCTYPE a SYSTEM "http://example.org/x.dtd"><a/>', "xml.doctype"),
        ("<?xml version='1.0' encoding='utf-16'?><!DOCTYPE a><a/>".encode("utf-16"), "xml.doctype"),
        (b"<a>" * 201 + b"</a>" * 201, "xml.too_deep"),
        (b"<a>" * 100_000, "xml.too_deep"),
        (b"<a><b></a>", "xml.broken"),
        (b"", "xml.broken"),
        (b"\0" * 50, "xml.broken"),
        (b"<a>&undefined;</a>", "xml.broken"),
        (b" " * (MAX_BYTES + 1), "xml.too_large"),
    ],
)
def test_hostile_documents_are_refused(data, code):
    with pytest.raises(XmlError) as refused:
        parse_xml(data, "word/document.xml")
    assert refused.value.finding.code == code
    assert refused.value.finding.where == "word/document.xml"


def test_honest_documents_are_read():
    root = parse_xml("<a x='1'><!-- c -->Phân số<b/></a>".encode())
    assert root.get("x") == "1" and root.findtext(".") == "Phân số"
