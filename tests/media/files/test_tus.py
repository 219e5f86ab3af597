"""The tus endpoint, as the upload element and any other tus client see it."""

import base64
import hashlib
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from config.accounts.models import User
from config.errors import NotAllowed
from config.jobs.runner import run_jobs
from media.files import services
from media.files.models import StoredBlob, Upload
from tests.media.files.conftest import LESSON, TusClient, arrived

pytestmark = pytest.mark.django_db


def test_a_file_travels_in_parts_and_is_ready_after_the_check(tus):
    created = tus.create("Phân số.pdf", len(LESSON))
    assert created.status_code == 201
    location = created["Location"]
    assert tus.head(location)["Upload-Offset"] == "0"

    half = len(LESSON) // 2
    answer = tus.patch(location, 0, LESSON[:half])
    assert (answer.status_code, answer["Upload-Offset"]) == (204, str(half))
    assert tus.status(location)["state"] == "receiving"
    assert 45 <= tus.status(location)["progress"] <= 50
    assert tus.patch(location, half, LESSON[half:]).status_code == 204
    assert tus.status(location)["state"] == "checking"

    run_jobs()
    status = tus.status(location)
    assert (status["state"], status["progress"], status["error"]) == ("ready", 100, "")
    assert {"label": "tiêu đề", "text": "Phân số"} in status["proposals"]
    assert {"label": "lớp", "text": "6"} in status["proposals"]
    assert status["cover"].startswith("http://files.localhost:8001/f/")
    blob = StoredBlob.objects.get()
    assert blob.sha256 == hashlib.sha256(LESSON).hexdigest()
    assert blob.media_type == "application/pdf"


def test_a_reload_finds_the_unfinished_uploads_of_this_person_only(tus, stranger):
    location = tus.create("Phân số.pdf", len(LESSON))["Location"]
    tus.patch(location, 0, LESSON[:100])
    assert [(row["name"], row["offset"], row["location"]) for row in tus.listing()] == [
        ("Phân số.pdf", 100, location)
    ]

    other = TusClient(stranger)
    assert other.listing() == []
    assert other.head(location).status_code == 404
    assert other.patch(location, 100, LESSON[100:]).status_code == 404
    assert other.delete(location).status_code == 404


def test_the_capabilities_are_announced():
    answer = Client().options("/tai-len/tep/")
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert set(answer["Tus-Extension"].split(",")) == {"creation", "expiration", "checksum", "termination"}
    assert "sha1" in answer["Tus-Checksum-Algorithm"]
    assert answer["Tus-Max-Size"] == str(2 * 1024**3)


def test_no_upload_begins_without_a_token_and_so_beside_the_school_s_quota(teacher):
    client = Client()
    client.force_login(teacher)
    headers = {"Upload-Length": "10", "Upload-Metadata": f"filename {base64.b64encode(b'a.pdf').decode()}"}
    assert client.post("/tai-len/tep/", headers=headers | {"Tus-Resumable": "1.0.0"}).status_code == 403
    assert not Upload.objects.exists()
    with pytest.raises(NotAllowed):
        services.begin_upload(teacher, name="a.pdf", length=10, quota_holder="")


def test_another_site_cannot_use_the_token_and_spellings_of_ours_are_ours(teacher):
    client = Client(enforce_csrf_checks=True)
    token = services.upload_token(teacher, quota_holder="unit:truong-a")
    headers = {"Upload-Length": "10", "Upload-Metadata": f"filename {base64.b64encode(b'a.pdf').decode()}"}
    headers["Upload-Token"] = token
    assert client.post("/tai-len/tep/", headers=headers).status_code == 412
    headers["Tus-Resumable"] = "1.0.0"
    assert (
        client.post("/tai-len/tep/", headers={**headers, "Origin": "http://xau.example"}).status_code == 403
    )
    for own in ("http://testserver", "http://TESTSERVER.:80"):
        assert client.post("/tai-len/tep/", headers={**headers, "Origin": own}).status_code == 201
    assert (
        client.post("/tai-len/tep/", headers={**headers, "Origin": "https://testserver"}).status_code == 403
    )


def test_nobody_uploads_without_token_or_session_and_pupils_never(db):
    anonymous = Client().post("/tai-len/tep/", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "10"})
    assert anonymous.status_code == 403
    pupil = User.objects.create_user("em", is_pupil=True)
    assert TusClient(pupil).create("a.pdf", 10).status_code == 403


def test_a_forged_an_old_and_a_closed_account_s_token_are_refused(tus, teacher, monkeypatch):
    good = tus.headers["Upload-Token"]
    tus.headers["Upload-Token"] = good[:-3] + "abc"
    assert tus.create("a.pdf", 10).status_code == 403
    tus.headers["Upload-Token"] = good
    with monkeypatch.context() as later:
        later.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() + 8 * 86400)
        assert tus.create("a.pdf", 10).status_code == 403
    assert tus.create("a.pdf", 10).status_code == 201
    User.objects.filter(pk=teacher.pk).update(is_active=False)
    assert tus.create("a.pdf", 10).status_code == 403


@pytest.mark.parametrize(
    ("name", "length", "status"),
    [
        ("bai.exe", 10, 415),
        ("bai.pdf", 0, 400),
        ("bai.pdf", 2 * 1024**3 + 1, 413),
        ("anh.png", 60 * 1024**2, 413),
        ("", 10, 400),
    ],
)
def test_kind_and_size_are_judged_before_the_first_byte(tus, name, length, status):
    answer = tus.create(name, length)
    assert answer.status_code == status
    assert answer.json()["error"]
    assert not Upload.objects.exists()


def test_the_person_s_and_the_school_s_quota_are_judged_before_the_first_byte(tus, stranger, settings):
    settings.QUOTA_PERSON_BYTES = 1000
    assert tus.create("a.pdf", 700).status_code == 201
    refused = tus.create("b.pdf", 400)
    assert (refused.status_code, refused.json()["code"]) == (413, "quota")
    settings.QUOTA_PERSON_BYTES, settings.QUOTA_SCHOOL_BYTES = 10_000, 1000
    assert TusClient(stranger).create("b.pdf", 400).status_code == 413
    assert TusClient(stranger, quota_holder="unit:truong-b").create("b.pdf", 400).status_code == 201


def test_a_wrong_offset_changes_nothing(tus):
    location = tus.create("a.pdf", len(LESSON))["Location"]
    tus.patch(location, 0, LESSON[:100])
    assert tus.patch(location, 0, LESSON[:100]).status_code == 409
    assert tus.patch(location, 150, LESSON[150:]).status_code == 409
    assert tus.head(location)["Upload-Offset"] == "100"


def test_more_bytes_than_announced_are_refused(tus):
    location = tus.create("a.pdf", 100)["Location"]
    assert tus.patch(location, 0, LESSON[:101]).status_code == 413
    assert tus.head(location)["Upload-Offset"] == "0"


def test_a_damaged_part_is_refused_and_sent_again(tus):
    location = tus.create("a.pdf", len(LESSON))["Location"]
    good = base64.b64encode(hashlib.sha1(LESSON).digest()).decode()
    damaged = b"X" + LESSON[1:]
    assert tus.patch(location, 0, damaged, **{"Upload-Checksum": f"sha1 {good}"}).status_code == 460
    assert tus.head(location)["Upload-Offset"] == "0"
    assert not arrived(Upload.objects.get().public_id)
    assert tus.patch(location, 0, LESSON, **{"Upload-Checksum": f"sha1 {good}"}).status_code == 204
    assert tus.patch(location, 0, LESSON, **{"Upload-Checksum": "md4 xx"}).status_code == 400


def test_wrong_headers_are_said(tus):
    location = tus.create("a.pdf", 100)["Location"]
    assert tus.patch(location, 0, b"x", **{"Tus-Resumable": "0.2.2"}).status_code == 412
    assert tus.client.patch(location, b"x", content_type="text/plain", headers=tus.headers).status_code == 415
    assert tus.create("a.pdf", "many").status_code == 400
    assert tus.create("a.pdf", 10, **{"Upload-Metadata": "filename %%%"}).status_code == 400


def test_an_upload_can_be_given_up(tus):
    location = tus.create("a.pdf", 100)["Location"]
    tus.patch(location, 0, b"x" * 50)
    public_id = Upload.objects.get().public_id
    assert arrived(public_id) == b"x" * 50
    assert tus.delete(location).status_code == 204
    assert arrived(public_id) is None
    assert tus.head(location).status_code == 404


def test_an_upload_left_for_a_week_is_gone(tus):
    location = tus.create("a.pdf", 100)["Location"]
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert tus.patch(location, 0, b"x" * 50).status_code == 410
    assert tus.head(location).status_code == 410


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "C:\\bai\\passwd.pdf", "a\u202efdp.pdf/passwd.pdf"])
def test_names_lose_their_paths(tus, name):
    assert tus.create(name, 100).json()["name"] == "passwd.pdf"


def test_a_vietnamese_name_in_parts_becomes_one_and_a_long_one_is_cut(tus):
    assert tus.create("Pha\u0302n so\u0302\u0301.pdf", 100).json()["name"] == "Phân số.pdf"
    long = tus.create("ộ" * 250 + ".pdf", 100).json()["name"]
    assert long.endswith(".pdf")
    assert len(long.encode()) <= 240


def test_several_files_travel_side_by_side(tus):
    first = tus.create("a.pdf", len(LESSON))["Location"]
    second = tus.create("b.pdf", len(LESSON))["Location"]
    tus.patch(first, 0, LESSON[:10])
    tus.patch(second, 0, LESSON)
    tus.patch(first, 10, LESSON[10:])
    run_jobs()
    assert {row["state"] for row in tus.listing()} == {"ready"}
    assert StoredBlob.objects.count() == 1


def test_the_upload_in_one_request_of_a_simple_client_is_committed_in_steps(tus, settings):
    settings.UPLOAD_PART_BYTES = 65536
    data = LESSON + b"\n" * 300_000
    location = tus.create("a.pdf", len(data))["Location"]
    assert tus.patch(location, 0, data).status_code == 204
    assert tus.head(location)["Upload-Offset"] == str(len(data))
