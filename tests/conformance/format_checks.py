"""What every file format must stand: used for each registered handler and for the handler of the how-to."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from django.utils.functional import Promise

from media.formats.anchors import format_anchor, parse_anchor
from media.formats.base import Example, FormatHandler, Inspection, Severity, Verdict
from media.formats.problems import all_problems, finding_text
from media.formats.text import is_clean
from media.players.base import PLAYERS

ICONS = Path(__file__).resolve().parents[2] / "frontend" / "images" / "icons.svg"
Inspect = Callable[[Path, str], Inspection]


def icons() -> set[str]:
    return set(re.findall(r'<symbol id="([a-z-]+)"', ICONS.read_text(encoding="utf-8")))


def check_declaration(handler: FormatHandler):
    assert isinstance(handler.label, Promise), "the label must be a lazy translation"
    assert handler.version >= 1 and handler.extensions and handler.media_types
    assert handler.player in PLAYERS, "no such player"
    assert handler.icon in icons(), "no such icon"
    assert handler.told <= {problem.code for problem in handler.problems}
    assert not handler.members or re.fullmatch(r"[a-z0-9]{1,30}-", handler.members)
    assert all(ending.startswith(".") and ending == ending.lower() for ending in handler.extensions)
    assert type(handler).__doc__ and type(handler).examples.__doc__
    codes = [problem.code for problem in all_problems()]
    assert len(codes) == len(set(codes)), "a code is declared twice"
    assert any(example.verdict is Verdict.ACCEPT for example in handler.examples())
    assert any(example.verdict is Verdict.REJECT for example in handler.examples())


def check_example(handler: FormatHandler, example: Example, inspect: Inspect, folder: Path):
    path = folder / "stored-under-another-name"
    path.write_bytes(example.data)
    inspection = inspect(path, example.name)
    assert inspection.verdict is example.verdict, inspection.findings
    assert example.codes <= set(inspection.codes), inspection.findings
    if example.verdict is Verdict.ACCEPT:
        assert inspection.handler == handler.key
        assert inspection.media_type in handler.media_types
    if example.sections is not None:
        assert len(inspection.sections) >= example.sections
    check_inspection(inspection)


def check_inspection(inspection: Inspection):
    """Whatever the file was: known codes, anchors of the grammar, clean text, JSON both ways."""
    known = {problem.code: problem for problem in all_problems()}
    for finding in inspection.findings:
        assert finding.code in known, f"{finding.code} is not declared"
        assert finding.severity is known[finding.code].severity
        assert finding_text(finding.code, finding.params) != finding.code
        assert "…" not in finding_text(finding.code, finding.params) or "…" in str(known[finding.code].text)
    for ordinal, section in enumerate(inspection.sections, start=1):
        assert section.ordinal == ordinal
        anchor = parse_anchor(section.anchor)
        assert anchor is not None, section.anchor
        assert format_anchor(anchor) == section.anchor
        assert is_clean(section.title) and is_clean(section.text)
        assert unicodedata.is_normalized("NFC", section.text)
    for text in (inspection.metadata.title, inspection.metadata.first_heading, *inspection.metadata.outline):
        assert is_clean(text)
    copy = Inspection.from_json(json.loads(json.dumps(inspection.to_json())))
    assert copy == inspection


def damaged_copies(data: bytes, seed: int, count: int) -> list[bytes]:
    """The file cut at several lengths, then with bytes changed at random; the same for the same seed."""
    chance = random.Random(seed)
    size = len(data)
    copies = [data[:length] for length in (0, 1, 12, 100, size // 4, size // 2, size * 3 // 4, size - 1)]
    for _ in range(count):
        spoiled = bytearray(data)
        for _ in range(chance.choice((1, 8, 64))):
            spoiled[chance.randrange(size)] = chance.randrange(256)
        copies.append(bytes(spoiled))
    return copies


def check_damaged(handler: FormatHandler, data: bytes, inspect: Inspect, folder: Path):
    """A damaged file may be taken or refused, but it never passes the limits nor crashes the reader."""
    name = f"hong{handler.extensions[0]}"
    for rank, copy in enumerate(damaged_copies(data, seed=len(handler.key), count=6)):
        path = folder / f"copy-{rank}"
        path.write_bytes(copy)
        inspection = inspect(path, name)
        assert not {"file.too_heavy", "file.crashed"} & set(inspection.codes), (rank, inspection.findings)
        check_inspection(inspection)
        if not copy or (len(copy) <= 12 and not handler.is_text):  # the beginning of a text is a text
            assert any(finding.severity is Severity.ERROR for finding in inspection.findings)


def first_good(handler: FormatHandler) -> Example:
    """The first example that is accepted."""
    return next(example for example in handler.examples() if example.verdict is Verdict.ACCEPT)
