"""From the last byte to a checked file, a held blob, a swept one."""

import functools
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from config.errors import Conflict, NotAllowed, Refused
from config.jobs.models import Job
from config.jobs.runner import run_jobs
from config.jobs.services import retry_job
from media.files import intake, parts, services
from media.files.models import BlobRef, StoredBlob, Upload
from media.storage.base import StorageFull, blob_key
from media.storage.stores import blob_store
from tests.media.files.conftest import LESSON, TusClient, arrived

pytestmark = pytest.mark.django_db


def stored_files(folder):
    return [path for path in (folder / "files").rglob("*") if path.is_file()]


def ready_upload(teacher, name="Phân số.pdf", data=LESSON):
    TusClient(teacher).send(name, data)
    run_jobs()
    return Upload.objects.latest("pk")


def test_a_file_that_is_not_what_it_says_leaves_a_sentence_and_no_bytes(tus, folders):
    location = tus.send("anh.png", LESSON)
    run_jobs()
    status = tus.status(location)
    assert status["state"] == "rejected"
    assert status["findings"][0]["code"] == "file.misnamed"
    assert status["findings"][0]["text"] in status["error"]
    assert status["proposals"] == []
    assert not StoredBlob.objects.exists()
    assert stored_files(folders) == []
    assert list((folders / "uploads").glob("*")) == []


def test_a_rejected_name_does_not_take_the_bytes_from_another_upload(tus, stranger):
    good = tus.send("Phân số.pdf", LESSON)
    run_jobs()
    bad = TusClient(stranger)
    location = bad.send("anh.png", LESSON)
    run_jobs()
    assert bad.status(location)["state"] == "rejected"
    assert tus.status(good)["state"] == "ready"
    assert blob_store().exists(blob_key(StoredBlob.objects.get().sha256))


def test_the_text_is_kept_by_page(teacher):
    upload = ready_upload(teacher)
    sections = services.sections_of(upload.blob)
    assert [section.anchor for section in sections] == ["page=1", "page=2"]
    assert "Quy đồng mẫu số" in sections[1].text
    assert "sections" not in upload.blob.inspection


def test_checked_files_are_taken_in_the_given_order_once(teacher):
    first = ready_upload(teacher, "a.pdf")
    second = ready_upload(teacher, "b.pdf", LESSON + b"\n")
    taken = services.take_uploads(teacher, public_ids=[second.public_id, first.public_id], holder="draft:abc")
    assert [file.name for file in taken] == ["b.pdf", "a.pdf"]
    assert set(BlobRef.objects.values_list("holder", flat=True)) == {"draft:abc"}
    with pytest.raises(Conflict, match=r"a\.pdf"):
        services.take_uploads(teacher, public_ids=[first.public_id], holder="draft:other")
    assert TusClient(teacher).listing() == []


def test_what_is_not_ready_or_not_one_s_own_is_not_taken_and_nothing_else_either(teacher, stranger, tus):
    mine = ready_upload(teacher)
    tus.create("nua.pdf", 100)
    unfinished = Upload.objects.latest("pk")
    with pytest.raises(Refused, match=r"nua\.pdf"):
        services.take_uploads(teacher, public_ids=[mine.public_id, unfinished.public_id], holder="draft:a")
    mine.refresh_from_db()
    assert mine.state == "ready"
    assert not BlobRef.objects.exists()
    with pytest.raises(Refused):
        services.take_uploads(stranger, public_ids=[mine.public_id], holder="draft:a")


@pytest.mark.parametrize("state", ["receiving", "checking", "rejected", "taken"])
def test_only_what_has_passed_its_check_and_is_free_is_taken(teacher, state):
    """Whatever else the row holds: bytes that another upload has brought do not make this one fit."""
    upload = ready_upload(teacher)
    Upload.objects.filter(pk=upload.pk).update(state=state)
    with pytest.raises(Refused):
        services.take_uploads(teacher, public_ids=[upload.public_id], holder="draft:b")
    assert not BlobRef.objects.filter(holder="draft:b").exists()


def test_a_plain_form_works_without_scripts(teacher):
    upload = services.receive_plain(
        teacher, uploaded_file=SimpleUploadedFile("Phân số.pdf", LESSON), quota_holder="unit:a"
    )
    assert upload.state == "checking"
    run_jobs()
    upload.refresh_from_db()
    assert upload.state == "ready"
    with pytest.raises(Refused):
        services.receive_plain(
            teacher, uploaded_file=SimpleUploadedFile("a.exe", b"MZ"), quota_holder="unit:a"
        )


def test_a_check_that_was_cut_off_anywhere_is_done_again(teacher, tus, monkeypatch):
    tus.send("Phân số.pdf", LESSON)
    upload = Upload.objects.get()
    for target in ("forget_part", "inspect_in_child", "sections.write"):
        with monkeypatch.context() as cut:

            def killed(*args, **kwargs):
                raise KeyboardInterrupt

            where = (
                f"media.files.intake.parts.{target}"
                if target == "forget_part"
                else f"media.files.intake.{target}"
            )
            cut.setattr(where, killed)
            with pytest.raises(KeyboardInterrupt):
                intake.take_in(Upload.objects.get(), lambda percent, note: None)
    intake.take_in(Upload.objects.get(), lambda percent, note: None)
    upload.refresh_from_db()
    assert upload.state == "ready"
    assert arrived(upload.public_id) is None


def test_bytes_that_vanished_are_admitted(tus):
    location = tus.send("Phân số.pdf", LESSON)
    parts.forget_part(Upload.objects.get().public_id)
    run_jobs()
    status = tus.status(location)
    assert status["state"] == "rejected"
    assert status["error"]


def test_a_store_that_stays_full_loses_nothing_and_the_check_can_be_retried(tus, teacher, monkeypatch):
    location = tus.send("Phân số.pdf", LESSON)
    with monkeypatch.context() as full:

        def no_room(*args):
            raise StorageFull

        full.setattr("media.files.sections.write", no_room)
        for _ in range(6):
            Job.objects.update(not_before=timezone.now())
            run_jobs()
    status = tus.status(location)
    assert status["error"]
    retry_job(teacher, job=Job.objects.get(kind="media.files.intake", state="failed"))
    run_jobs()
    assert tus.status(location)["state"] == "ready"


def test_bytes_are_swept_a_month_after_the_last_holder_left(teacher):
    upload = ready_upload(teacher)
    (file,) = services.take_uploads(teacher, public_ids=[upload.public_id], holder="draft:a")
    services.hold(file.blob, holder="version:b")
    intake.sweep_blobs(days=30)
    services.release(holder="draft:a")
    StoredBlob.objects.update(unheld_since=timezone.now() - timedelta(days=31))
    assert intake.sweep_blobs(days=30) == 0

    services.release(holder="version:b")
    assert intake.sweep_blobs(days=30) == 0
    StoredBlob.objects.update(unheld_since=timezone.now() - timedelta(days=29))
    assert intake.sweep_blobs(days=30) == 0
    StoredBlob.objects.update(unheld_since=timezone.now() - timedelta(days=31))
    assert intake.sweep_blobs(days=30) == 1
    assert not StoredBlob.objects.exists()
    assert not blob_store().exists(blob_key(file.blob.sha256))


def test_a_mark_is_lifted_when_somebody_takes_the_bytes_up_again(teacher):
    upload = ready_upload(teacher)
    StoredBlob.objects.update(unheld_since=timezone.now() - timedelta(days=60))
    services.take_uploads(teacher, public_ids=[upload.public_id], holder="draft:a")
    assert StoredBlob.objects.get().unheld_since is None


def test_uploads_nobody_used_go_after_a_week(teacher, tus):
    ready_upload(teacher)
    tus.create("nua.pdf", 100)
    assert intake.sweep_uploads() == 0
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert intake.sweep_uploads() == 2
    assert not Upload.objects.exists()
    assert StoredBlob.objects.exists()


def test_what_was_taken_counts_until_it_is_let_go(teacher, settings):
    settings.QUOTA_PERSON_BYTES = 2 * len(LESSON) - 1
    upload = ready_upload(teacher)
    services.take_uploads(teacher, public_ids=[upload.public_id], holder="draft:a")
    with pytest.raises(Refused):
        services.begin_upload(teacher, name="b.pdf", length=len(LESSON), quota_holder="unit:a")
    services.release(holder="draft:a")
    services.begin_upload(teacher, name="b.pdf", length=len(LESSON), quota_holder="unit:a")


def test_only_the_owner_gives_an_upload_up_and_not_once_it_is_in_use(teacher, stranger):
    upload = ready_upload(teacher)
    with pytest.raises(NotAllowed):
        services.cancel_upload(stranger, upload=upload)
    services.take_uploads(teacher, public_ids=[upload.public_id], holder="draft:a")
    upload.refresh_from_db()
    with pytest.raises(Conflict):
        services.cancel_upload(teacher, upload=upload)


def test_bytes_without_a_row_are_swept_after_a_day(tus, monkeypatch):
    tus.send("a.pdf", LESSON)
    mine, lost = Upload.objects.get().public_id, "m7m2x9qd4hvr"
    parts.keep_whole(lost, [b"x"], size=1)
    intake.sweep_uploads()
    assert arrived(lost) == b"x", "it is of today"
    monkeypatch.setattr(parts, "leftover_ids", functools.partial(parts.leftover_ids, older_than_seconds=-60))
    assert parts.leftover_ids() == {mine, lost}
    intake.sweep_uploads()
    assert (arrived(mine), arrived(lost)) == (LESSON, None)
