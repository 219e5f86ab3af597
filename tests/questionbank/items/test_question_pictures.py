"""Pictures of questions: made ours at the door, held, and shown only to those who may see the question."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from config.errors import NotAllowed, Refused
from media.files.delivery import FILE_GUARDS, forget_answers
from media.files.models import StoredBlob
from media.formats.samples.pictures import picture as photo
from media.storage.stores import blob_store
from questionbank.items.models import IncomingPicture
from questionbank.items.pictures import PICTURE_GUARD, picture_data_uris
from questionbank.items.services.banks import school_bank
from questionbank.items.services.pictures import add_picture
from questionbank.items.services.redrawing import redraw
from repository.curation import lifecycle
from repository.curation.models import Verdict
from tests.cast import client_of
from tests.factories.questions import (
    BODIES,
    fresh,
    judge,
    picture,
    picture_file,
    question,
    save,
)


def sent_for_review(data, name="anh.jpg"):
    return SimpleUploadedFile(name, data)


def with_picture(row, author, picture_row):
    stem = f'<p>Hình bên</p><img data-picture="{picture_row.public_id}" alt="Tam giác">'
    return save(author, row, body={**BODIES["multiple_choice"], "stem": stem})


@pytest.fixture
def row(cast):
    return question(cast.teacher_a)


def test_a_picture_becomes_a_small_webp_without_metadata(cast, row):
    made = redraw(
        add_picture(
            cast.teacher_a, question=row, upload=sent_for_review(photo(3000, 2000, with_position=True))
        )
    )
    data = b"".join(blob_store().open_range(made.blob.key))
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.size) == ("WEBP", (800, 1200))  # the camera was held upright
    assert not image.getexif()
    assert b"GPS" not in data
    assert (made.blob.media_type, made.blob.state) == ("image/webp", "ready")


def test_a_screenshot_without_a_fitting_name_is_taken(cast, row):
    made = redraw(add_picture(cast.teacher_a, question=row, upload=picture_file(640, 480, name="blob")))
    assert made.blob.size > 0


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "rong.png"),
        (b"<svg onload='alert(1)'/>", "hinh.svg"),
        (b"MZ\x90\x00", "hinh.png"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 11_000_000, "to.png"),
    ],
    ids=["empty", "svg", "program", "large"],
)
def test_what_is_no_picture_is_refused_at_the_door_and_leaves_nothing(
    cast, row, data, name, settings, tmp_path
):
    settings.UPLOAD_DIR = tmp_path
    with pytest.raises(Refused):
        add_picture(cast.teacher_a, question=row, upload=sent_for_review(data, name))
    assert not IncomingPicture.objects.exists()
    assert list(tmp_path.iterdir()) == []


def test_strangers_add_nothing(cast, row):
    with pytest.raises(NotAllowed):
        add_picture(cast.colleague_a, question=row, upload=picture_file())


def test_the_picture_is_held_until_its_question_is_gone(cast, row, settings):
    made = picture(cast.teacher_a, row)
    assert not StoredBlob.objects.unheld().filter(pk=made.blob_id).exists()
    settings.BIN_DAYS = 0
    lifecycle.move_to_bin(cast.teacher_a, work=row)
    assert lifecycle.empty_bin("question") == 1
    assert StoredBlob.objects.unheld().filter(pk=made.blob_id).exists()


def test_a_picture_of_another_question_is_not_shown_in_this_one(cast, row):
    foreign = picture(cast.teacher_a, question(cast.teacher_a))
    saved = with_picture(row, cast.teacher_a, foreign)
    assert saved.problems
    assert saved.version.work


def test_packages_carry_pictures_as_data(cast, row):
    made = picture(cast.teacher_a, row)
    saved = with_picture(row, cast.teacher_a, made)
    assert saved.problems == []
    uris = picture_data_uris(saved.version)
    assert list(uris) == [made.public_id]
    assert uris[made.public_id].startswith("data:image/webp;base64,")


def test_only_those_who_see_the_question_see_its_pictures(cast, row):
    made = picture(cast.teacher_a, row)
    with_picture(row, cast.teacher_a, made)
    address = reverse("question_picture", args=[row.public_id, made.public_id])
    answer = client_of(cast.teacher_a).get(address)
    assert answer.status_code == 302
    assert "no-store" in answer["Cache-Control"]
    for person in (cast.colleague_a, cast.head_a, cast.teacher_b):
        assert client_of(person).get(address).status_code == 404
        forget_answers()
        assert FILE_GUARDS[PICTURE_GUARD](made.public_id, person) is False
    assert client_of(cast.pupil_a).get(address).status_code == 403
    other = question(cast.teacher_a)
    wrong = reverse("question_picture", args=[other.public_id, made.public_id])
    assert client_of(cast.teacher_a).get(wrong).status_code == 404


def test_colleagues_see_pictures_of_the_approved_version_only(cast, in_bank):
    newer = picture(cast.teacher_a, in_bank)
    with_picture(in_bank, cast.teacher_a, newer)
    address = reverse("question_picture", args=[in_bank.public_id, newer.public_id])
    assert client_of(cast.colleague_a).get(address).status_code == 404
    assert client_of(cast.head_a).get(address).status_code == 302


def test_the_page_gives_its_pictures_addresses(cast, row):
    made = picture(cast.teacher_a, row)
    with_picture(row, cast.teacher_a, made)
    page = client_of(cast.teacher_a).get(reverse("question", args=[row.public_id])).content.decode()
    assert f'src="{reverse("question_picture", args=[row.public_id, made.public_id])}"' in page
    assert 'alt="Tam giác"' in page


def test_colleagues_see_a_picture_as_soon_as_its_text_is_approved(cast, row):
    made = picture(cast.teacher_a, row)
    with_picture(row, cast.teacher_a, made)
    assert fresh(row).draft.body["stem"]["pictures"] == [made.public_id]
    lifecycle.submit(cast.teacher_a, work=row, to=school_bank(cast.school_a))
    judge(cast.head_a, row, Verdict.APPRAISE)
    judge(cast.principal_a, row, Verdict.APPROVE)
    address = reverse("question_picture", args=[row.public_id, made.public_id])
    assert client_of(cast.colleague_a).get(address).status_code == 302
    assert client_of(cast.teacher_b).get(address).status_code == 404
