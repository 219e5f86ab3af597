"""The warning about advisories works: the clock, the locks and the document are made up here."""

import tomllib
from datetime import date, timedelta

from tests import advisories
from tests.advisories import NO_SOURCE, NOT_YET, OLD, lines_for_missing, locked_packages, look, mistakes

TODAY = date(2026, 11, 30)
FIXED = {"id": "CVE-1", "verdict": "fixed in 1.1 of long ago"}


def entry(*versions, reviewed=TODAY, source="release notes", found=()):
    return {"versions": list(versions), "reviewed": reviewed, "source": source, "advisories": list(found)}


def test_old_reviews_and_other_versions_are_named():
    locked = {("python", name): {"2.0"} for name in ("fresh", "older", "moved", "new", "blind", "skipped")}
    document = {
        "python": {
            "fresh": entry("2.0", reviewed=TODAY - OLD, found=[FIXED]),
            "older": entry("2.0", reviewed=TODAY - OLD - timedelta(days=1)),
            "moved": entry("1.9", found=[{"id": "CVE-2", "verdict": "open: nobody has looked"}]),
            "blind": entry("2.0", source=NO_SOURCE),
            "skipped": entry("2.0", source=NOT_YET),
        }
    }
    review = look(document, locked, TODAY)
    assert (review.old, review.other, review.missing) == (["older"], ["moved"], ["new"])
    assert (review.blind, review.skipped, review.open) == (["blind"], ["skipped"], ["moved CVE-2"])
    said = review.warnings()
    assert len(said) == 6
    assert all(line.startswith("warning: ") for line in said)
    assert "1 (older)" in "\n".join(said)
    assert look({"python": {"fresh": entry("2.0")}}, {("python", "fresh"): {"2.0"}}, TODAY).warnings() == []


def test_two_versions_of_one_package_are_both_looked_at():
    locked = {("npm", "twice"): {"1.0", "2.0"}}
    assert look({"npm": {"twice": entry("2.0")}}, locked, TODAY).other == ["twice"]
    assert look({"npm": {"twice": entry("2.0", "1.0")}}, locked, TODAY).warnings() == []


def test_a_warning_is_no_failure_and_a_mistake_is_one(monkeypatch, tmp_path, capsys):
    document = tmp_path / "advisories.toml"
    monkeypatch.setattr(advisories, "DOCUMENT", document)
    document.write_text("")
    assert advisories.main([]) == 0
    assert capsys.readouterr().out.startswith("warning: locked, but never looked at: ")
    document.write_text("\n".join(lines_for_missing({}, locked_packages(), TODAY)))
    assert advisories.main([]) == 0
    assert "never looked at" not in capsys.readouterr().out
    document.write_text(document.read_text().replace(f'"{NOT_YET}"', '""', 1))
    assert advisories.main([]) == 1


def test_wrong_entries_are_named():
    locked = {("python", "here"): {"1"}, ("python", "there"): {"1"}}
    wrong = {
        "python": {
            "here": entry("1", source=NO_SOURCE, found=[FIXED]),
            "there": entry("1", found=[{"id": "CVE-3", "verdict": "probably fine"}]),
            "gone": entry("1"),
        }
    }
    assert [one.split(":")[0] for one in mistakes(wrong, locked)] == ["here", "there CVE-3", "gone"]


def test_the_document_is_written_rightly_and_covers_what_is_locked():
    document, locked = tomllib.loads(advisories.DOCUMENT.read_text()), locked_packages()
    assert mistakes(document, locked) == []
    assert {("python", "django"), ("npm", "prosemirror-view")} <= set(locked)
