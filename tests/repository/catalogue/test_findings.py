"""What the check notices about a file is said: to who uploaded it, to who reviews it, on the safety card; not to readers."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from media.files.intake import finding_row
from media.formats import problems
from media.formats.base import Severity
from media.formats.problems import all_problems, finding_hint, finding_text
from tests.cast import client_of
from tests.factories.catalogue import (
    approved,
    complete_draft,
    ready_blob,
    ready_upload,
    round_of,
    shared,
    submitted,
)

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
NOTICED = [problem for problem in all_problems() if problem.severity is not Severity.ERROR]
PARAMS = {
    "real": ".pdf",
    "pages": "3",
    "count": 2,
    "target": "a.png",
    "font": ".VnTime",
    "codec": "AVI",
    "width": 40,
}


def rows():
    return [finding_row(problem.at(**PARAMS)) for problem in NOTICED]


def note_everything(material):
    blob = material.draft.manifest.all()[0].blob
    blob.inspection = {**blob.inspection, "findings": rows()}
    blob.save()


def sentences(problem):
    with translation.override("vi"):
        given = finding_row(problem.at(**PARAMS))["params"]
        return [
            text for text in (finding_text(problem.code, given), finding_hint(problem.code, given)) if text
        ]


def require_all(page):
    html = page.content.decode()
    assert page.status_code == 200
    for problem in NOTICED:
        assert f'data-finding="{problem.code}"' in html
        for sentence in sentences(problem):
            assert escape(sentence) in html, problem.code


def test_the_uploader_reads_each_beside_the_file_while_it_is_uploaded(cast):
    blob = ready_blob()
    upload = ready_upload(cast.teacher_a, blob=blob)
    upload.findings = rows()
    upload.save()
    answer = client_of(cast.teacher_a).get(reverse("upload_status", args=[upload.public_id])).json()
    told = {row["code"]: row["text"] for row in answer["findings"]}
    assert told == {problem.code: sentences(problem)[0] for problem in NOTICED}


def test_the_author_reads_each_on_the_page_of_editing_and_on_the_draft_card(cast):
    material = complete_draft(cast.teacher_a)
    note_everything(material)
    require_all(client_of(cast.teacher_a).get(reverse("edit_material", args=[material.public_id])))
    require_all(client_of(cast.teacher_a).get(reverse("upload_materials"), {"hl": material.public_id}))


def test_the_reviewer_reads_each_beside_the_preview(cast):
    material = submitted(cast.teacher_a)
    note_everything(material)
    require_all(client_of(cast.head_a).get(reverse("review", args=[round_of(material).public_id])))


def test_the_safety_card_says_each_to_those_who_watch_over_the_work_and_nothing_to_readers(cast):
    material = approved(cast.teacher_a, cast.head_a, cast.principal_a)
    note_everything(material)
    address = reverse("material", args=[material.public_id])
    for person in (cast.teacher_a, cast.librarian_a):
        require_all(client_of(person).get(address))
    shared(cast.librarian_a, material)
    for reader in (cast.teacher_b, cast.head_b):
        page = client_of(reader).get(address)
        assert page.status_code == 200
        assert "data-finding" not in page.content.decode() and "data-safety" not in page.content.decode()


def test_every_finding_that_the_formats_can_give_is_declared():
    """A Problem that no list carries has no words where it is shown: the code itself would be read."""
    made = re.compile(r'Problem\(\s*"([a-z]+\.[a-z_]+)"')
    found = {
        code
        for path in (ROOT / "media" / "formats").rglob("*.py")
        for code in made.findall(path.read_text(encoding="utf-8"))
    } - {"file.example"}
    assert found - {"file.empty"} == {problem.code for problem in all_problems()} - {problems.EMPTY.code}
