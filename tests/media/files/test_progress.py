"""What is under way for a person."""

import pytest

from config.jobs.runner import run_jobs
from media.files.progress import in_progress, pending_count
from media.files.services import take_uploads
from tests.media.files.conftest import LESSON

pytestmark = pytest.mark.django_db


def test_the_list_shows_uploads_and_jobs_of_this_person_only(
    tus, teacher, stranger, django_assert_num_queries
):
    tus.create("a.pdf", 100)
    location = tus.create("b.pdf", 100)["Location"]
    tus.patch(location, 0, b"x" * 100)
    with django_assert_num_queries(1):
        assert pending_count(teacher) == 2
    assert [(line.name, line.state, line.percent) for line in in_progress(teacher)] == [
        ("a.pdf", "receiving", 0),
        ("b.pdf", "checking", 0),
    ]
    run_jobs()
    rejected = in_progress(teacher)[1]
    assert (rejected.state, rejected.is_open) == ("rejected", False)
    assert rejected.error
    assert (in_progress(stranger), pending_count(stranger)) == ([], 0)


def test_a_used_upload_leaves_the_list_its_previews_stay_a_while(tus, teacher):
    tus.send("Phân số.pdf", LESSON)
    run_jobs(limit=1)
    upload = in_progress(teacher)[0]
    assert pending_count(teacher) == 1
    take_uploads(teacher, public_ids=[upload.public_id], holder="draft:a")
    assert [line.is_upload for line in in_progress(teacher)] == [False]
    run_jobs()
    assert [line.state for line in in_progress(teacher)] == ["done"]
    assert pending_count(teacher) == 0
