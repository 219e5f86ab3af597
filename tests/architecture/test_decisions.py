"""Decision records: one number each, and whoever cites one cites a record that exists."""

import re

from tests.architecture.source import ROOT, tracked_files

RECORDS = ROOT / "docs" / "decisions"
CITED = re.compile(
    r"(?i)\bdecisions?\s+(?:record\s+)?((?:\d{1,4}(?:\s*(?:,|-|–|and)\s*)?)+)|decisions/(\d{4})|\[(\d{1,2})\]\([^)]*?\d{4}-[a-z-]+\.md\)"
)
READ = {".py", ".md", ".ts", ".html", ".toml", ".css", ".sh", ".conf", ".cfg", ""}


def numbers():
    return [int(file.name[:4]) for file in sorted(RECORDS.glob("*.md"))]


def cited(text):
    """The numbers in "decision 34", "decisions 21-24", "decisions 20, 21 and 26", "docs/decisions/0012-…"."""
    for listed, *single in CITED.findall(text):
        yield from (int(number) for number in [*re.findall(r"\d+", listed), *filter(None, single)])


def test_a_citation_is_found_in_every_spelling():
    text = "decision 7; Decisions 20, 21 and 26; (decision 99); docs/decisions/0012-x.md; [48](decisions/0048-a-b.md)"
    assert set(cited(text)) == {7, 20, 21, 26, 99, 12, 48}


def test_every_record_has_a_number_of_its_own():
    assert len(numbers()) == len(set(numbers()))


def test_every_decision_that_is_cited_exists():
    known = set(numbers())
    missing = {
        f"{file.relative_to(ROOT)}: {number}"
        for file in tracked_files()
        if file.suffix in READ and file.name != "test_decisions.py"
        for number in cited(file.read_text(errors="replace"))
        if number not in known
    }
    assert missing == set()
