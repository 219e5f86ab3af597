"""Tampering is noticed: a changed, removed or slipped-in row, a bent anchor, and a chain that was written anew."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from config.audit import evidence
from config.audit.evidence import EVIDENCE, anchor_logs, hash_of, verify
from config.audit.models import AuditEntry, LogAnchor
from config.audit.services import record
from config.checkups import evidence as doctor
from repository.curation.models import ReviewDecision
from tests.factories.questions import in_school_bank

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=2)


def anchored(count: int = 6) -> list[int]:
    """Some acts, anchored."""
    rows = [
        record(None, verb="poem.write", subject=f"poem:{number}", number=number) for number in range(count)
    ]
    anchor_logs(timezone.now() + LATER)
    assert verify("audit") is None
    return [row.pk for row in rows]


def by_hand(statement: str, *values: object) -> None:
    """As somebody with the database's password would."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def narrow(monkeypatch):
    """Anchors of two rows, so that a few rows make a chain."""
    monkeypatch.setattr(evidence, "SPAN", 2)


def test_decisions_and_the_audit_log_are_evidence():
    assert {"audit", "decisions"} <= set(EVIDENCE.keys())


def test_a_changed_row_is_named(narrow):
    rows = anchored()
    by_hand("UPDATE config_audit_auditentry SET verb = 'poem.burn' WHERE id = %s", rows[3])
    broken = verify("audit")
    assert (broken.row, broken.what) == (rows[3], "dòng đã bị sửa")


@pytest.mark.parametrize("rank", [0, 3, 5])
def test_a_removed_row_is_named_the_last_one_too(narrow, rank):
    rows = anchored()
    by_hand("DELETE FROM config_audit_auditentry WHERE id = %s", rows[rank])
    assert verify("audit").row == rows[rank]


def test_a_removed_decision_is_named(cast):
    in_school_bank(cast.teacher_a, cast.head_a, cast.principal_a, cast.school_a)
    anchor_logs(timezone.now() + LATER)
    last = ReviewDecision.objects.order_by("pk").last()
    by_hand("DELETE FROM repository_curation_reviewdecision WHERE id = %s", last.pk)
    assert verify("decisions").row == last.pk
    assert [finding.level for finding in doctor()].count("error") == 1


def test_a_bent_or_removed_anchor_breaks_the_chain(narrow):
    anchored()
    first, second, _third = LogAnchor.objects.filter(log="audit").order_by("pk")[:3]
    by_hand("UPDATE config_audit_loganchor SET last_row = last_row + 1 WHERE id = %s", second.pk)
    assert verify("audit").anchor == second.pk
    by_hand("DELETE FROM config_audit_loganchor WHERE id = %s", first.pk)
    assert verify("audit").anchor == second.pk


@pytest.mark.parametrize(
    "column", ["previous_hash", "log", "first_row", "last_row", "fields", "digests", "at"]
)
def test_the_hash_of_an_anchor_names_all_it_says_and_the_one_before(narrow, column):
    anchored()
    anchor = LogAnchor.objects.filter(log="audit").order_by("pk")[1]
    assert hash_of(anchor) == anchor.entry_hash
    other = {"at": anchor.at + LATER, "fields": [*anchor.fields, "x"], "digests": anchor.digests | {"0": "x"}}
    before = getattr(anchor, column)
    setattr(anchor, column, other.get(column, before + 1 if isinstance(before, int) else f"{before}x"))
    assert hash_of(anchor) != anchor.entry_hash


def test_a_chain_written_anew_contradicts_what_was_kept_outside(narrow, tmp_path):
    rows = anchored()
    kept = tmp_path / "kept.json"
    call_command("verify_log", export=str(kept))
    assert json.loads(kept.read_text())["audit"]["upto"] >= rows[-1]
    by_hand("DELETE FROM config_audit_auditentry WHERE id = %s", rows[0])
    by_hand("DELETE FROM config_audit_loganchor")
    anchor_logs(timezone.now() + LATER)
    assert verify("audit") is None  # the house alone cannot know
    with pytest.raises(SystemExit):
        call_command("verify_log", against=str(kept))


def test_what_is_young_waits_and_a_second_sweep_adds_nothing(narrow):
    record(None, verb="poem.write", subject="poem:1")
    assert anchor_logs() == 0
    assert anchor_logs(timezone.now() + LATER) >= 1
    assert anchor_logs(timezone.now() + LATER) == 0


def test_a_row_slipped_in_between_is_named(narrow):
    rows = anchored()
    by_hand("UPDATE config_audit_auditentry SET id = %s WHERE id = %s", 900_000, rows[5])
    broken = verify("audit")
    assert broken.row == rows[5]
    assert AuditEntry.objects.filter(pk=900_000).exists()
