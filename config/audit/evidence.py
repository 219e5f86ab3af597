"""Evidence that nobody can bend unnoticed: rows that are only ever added are anchored, and the anchors are a chain.

An anchor names up to SPAN rows of one log with the digest of each, and the hash of the anchor before it. Changing,
removing or slipping in a row breaks its anchor; rewriting anchors breaks the chain behind them; and whoever rewrites
the whole chain still cannot make the hashes that were exported and signed outside (`manage.py verify_log --export`).
Rows younger than SETTLED are not anchored yet: transactions commit out of order.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.audit.models import AppendOnly, LogAnchor
from config.registry import Registry

SPAN = 500
SETTLED = timedelta(hours=1)
MOST_AT_ONCE = 40  # anchors a sweep makes: an old city is anchored over some sweeps

EVIDENCE: Registry[type[AppendOnly]] = Registry("log of evidence")


@dataclass(frozen=True)
class Broken:
    """The first link of a log that does not hold: `row` is the row's number, 0 for an anchor itself."""

    log: str
    anchor: int
    row: int
    what: str


def anchor_logs(now: datetime | None = None) -> int:
    """Anchor what has settled, every log on its own; returns how many rows. Safe beside itself: one chain each."""
    before = (now or timezone.now()) - SETTLED
    return sum(_anchor(log, model, before) for log, model in EVIDENCE.items())


def verify(log: str) -> Broken | None:
    """Walk the chain of a log from its beginning; the first link that does not hold, None when all do."""
    model = EVIDENCE[log]
    previous = ""
    for anchor in LogAnchor.objects.filter(log=log).order_by("id").iterator(chunk_size=50):
        if anchor.previous_hash != previous:
            return Broken(log, anchor.pk, 0, _("an anchor before this one was removed or changed"))
        if anchor.entry_hash != hash_of(anchor):
            return Broken(log, anchor.pk, 0, _("the anchor was changed"))
        if broken := _first_broken_row(log, model, anchor):
            return broken
        previous = anchor.entry_hash
    return None


def exported() -> dict[str, dict[str, Any]]:
    """Per log the last anchor, to be signed and kept outside the house."""
    found = {}
    for log in EVIDENCE.keys():
        anchor = LogAnchor.objects.filter(log=log).order_by("id").last()
        if anchor is not None:
            found[log] = {"upto": anchor.last_row, "hash": anchor.entry_hash, "at": anchor.at.isoformat()}
    return found


def contradicts(log: str, kept: dict[str, Any]) -> bool:
    """An anchor kept outside is no longer part of the chain: somebody has written it anew."""
    return not LogAnchor.objects.filter(log=log, entry_hash=kept["hash"], last_row=kept["upto"]).exists()


def hash_of(anchor: LogAnchor) -> str:
    """SHA-256 over the anchor's content and the hash before it."""
    content = [anchor.log, anchor.first_row, anchor.last_row, anchor.fields, anchor.digests]
    content += [anchor.previous_hash, _written(anchor.at)]
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _anchor(log: str, model: type[AppendOnly], before: datetime) -> int:
    anchored = 0
    for _turn in range(MOST_AT_ONCE):
        last = LogAnchor.objects.filter(log=log).order_by("id").last()
        rows = model.objects.filter(pk__gt=last.last_row if last else 0, at__lt=before).order_by("pk")[:SPAN]
        made = _make(log, model, list(rows), last)
        anchored += made
        if made < SPAN:
            break
    return anchored


def _make(log: str, model: type[AppendOnly], rows: list[Any], last: LogAnchor | None) -> int:
    if not rows:
        return 0
    fields = [field.attname for field in model._meta.concrete_fields]
    anchor = LogAnchor(
        log=log,
        first_row=rows[0].pk,
        last_row=rows[-1].pk,
        fields=fields,
        digests={str(row.pk): _digest(row, fields) for row in rows},
        previous_hash=last.entry_hash if last else "",
        at=timezone.now(),
    )
    anchor.entry_hash = hash_of(anchor)
    try:
        with transaction.atomic():
            anchor.save()
    except IntegrityError:  # another process was faster
        return 0
    return len(rows)


def _first_broken_row(log: str, model: type[AppendOnly], anchor: LogAnchor) -> Broken | None:
    rows = {row.pk: row for row in model.objects.filter(pk__range=(anchor.first_row, anchor.last_row))}
    expected = {int(pk): digest for pk, digest in anchor.digests.items()}
    for pk in sorted(rows.keys() | expected.keys()):
        if pk not in rows:
            return Broken(log, anchor.pk, pk, _("the row was removed"))
        if pk not in expected:
            return Broken(log, anchor.pk, pk, _("the row was slipped in"))
        if _digest(rows[pk], anchor.fields) != expected[pk]:
            return Broken(log, anchor.pk, pk, _("the row was changed"))
    return None


def _digest(row: Any, fields: list[str]) -> str:
    """Over the columns that the anchor names: one that is added to the table later changes nothing."""
    content = {name: getattr(row, name, None) for name in fields}
    return sha256(json.dumps(content, sort_keys=True, default=_written).encode()).hexdigest()


def _written(value: Any) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
