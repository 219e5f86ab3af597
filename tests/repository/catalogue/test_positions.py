"""Who gets the photo with its place: the author of the work. Who gets it without: everybody else, whatever the way."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from media.files import cleaning
from media.files.delivery import forget_answers
from media.formats.picture_cleaning import cleaned_picture, places
from media.formats.samples.pictures import picture
from media.storage.stores import blob_store
from repository.catalogue.models import MaterialFile
from repository.pages.models import PortalImage
from tests.cast import client_of
from tests.factories.catalogue import approved, ready_blob
from tests.media.files.test_delivery import Browser

PHOTO = picture(640, 480, with_position=True)


@pytest.fixture
def work(cast, db):
    """A published work whose file is a photo with its place."""
    row = approved(cast.teacher_a, cast.head_a, cast.principal_a)
    stored = blob_store().put(BytesIO(PHOTO))
    blob = ready_blob(handler="image", media_type="image/jpeg")
    blob.sha256, blob.size = stored.sha, stored.size
    blob.save()
    cleaning.clean_stored(blob)
    MaterialFile.objects.filter(version__material=row).update(blob=blob)
    forget_answers()
    return row


def bytes_of(client, address):
    return Browser().get(client.get(address)["Location"]).body


def test_the_author_keeps_every_byte_and_a_colleague_gets_no_place(work, cast):
    file = MaterialFile.objects.get(version__material=work)
    for person, expected in ((cast.teacher_a, PHOTO), (cast.head_a, cleaned_picture(PHOTO))):
        client = client_of(person)
        assert bytes_of(client, f"/tep/{file.public_id}/tai-ve/") == expected
        assert not any(places(bytes_of(client, f"/tep/{file.public_id}/")))


@pytest.mark.django_db
def test_portal_pictures_are_written_without_their_place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = PortalImage.objects.create(title="Sân trường", file=SimpleUploadedFile("san.jpg", PHOTO))
    size = image.get_rendition("width-200")
    for name in (image.file.name, size.file.name):
        assert not any(places(default_storage.open(name).read()))


@pytest.mark.django_db
def test_portal_pictures_of_earlier_days_are_cleaned_by_the_command(settings, tmp_path, capsys):
    settings.MEDIA_ROOT = tmp_path
    image = PortalImage.objects.create(title="Sân trường", file=SimpleUploadedFile("san.jpg", PHOTO))
    (tmp_path / "old.jpg").write_bytes(PHOTO)
    blob_store().write_kept(image.file.name, tmp_path / "old.jpg")
    call_command("clean_portal_pictures")
    assert "1 pictures cleaned" in capsys.readouterr().out
    assert not any(places(default_storage.open(image.file.name).read()))
