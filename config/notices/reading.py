"""Notices put into words for whoever reads them: queries grow with the kinds of things named, not with the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from config.notices.models import Notice
from config.notices.words import HIDDEN, NAMES, NOTICE_WORDS


@dataclass(frozen=True)
class Told:
    """A notice and what it says to its reader."""

    notice: Notice
    sentence: str


def read_to(viewer: Any, notices: Iterable[Notice]) -> list[Told]:
    """The viewer's own notices (`Notice.objects.of`) in the active language."""
    rows = list(notices)
    names = _names(viewer, {key for row in rows for key in _keys(row)})
    return [Told(row, _sentence(row, names)) for row in rows]


def _keys(notice: Notice) -> Iterator[str]:
    if notice.entry is None:
        yield notice.subject
    elif notice.kind in NOTICE_WORDS:
        yield from NOTICE_WORDS[notice.kind].keys(notice.entry)


def _names(viewer: Any, keys: Iterable[str]) -> dict[str, str]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        kind, _colon, public_id = key.partition(":")
        wanted[kind].add(public_id)
    return {
        f"{kind}:{public_id}": name
        for kind, public_ids in wanted.items()
        if kind in NAMES
        for public_id, name in NAMES[kind](viewer, public_ids).items()
    }


def _sentence(notice: Notice, names: Mapping[str, str]) -> str:
    """Rows of releases before this one hold a sentence: it is shown to whoever may still see what it tells of."""
    if notice.entry is None:
        is_hidden = notice.subject.partition(":")[0] in NAMES and notice.subject not in names
        return str(HIDDEN) if is_hidden else notice.text
    return NOTICE_WORDS[notice.kind].say(notice.entry, names) if notice.kind in NOTICE_WORDS else str(HIDDEN)
