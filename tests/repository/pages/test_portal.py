"""Librarians build the portal in Wagtail: only with what they may open, and everything follows a published page."""

import struct
import zlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from config.caches import remembered
from config.demo import DemoSize
from media.storage.stores import blob_store
from repository.catalogue.models import Usage
from repository.organisations.models import Membership, Role
from repository.pages.demo import build_portal
from repository.pages.models import HomePage, PortalImage
from repository.pages.places import EDITOR_GROUP, ensure_section
from repository.pages.services import sync_portal_editor, sync_portal_editors
from tests.cast import client_of
from tests.factories.pages import home_page, portal_page, published_material, shelf


@pytest.fixture(autouse=True)
def _fresh_cache():
    remembered.clear()
    yield
    remembered.clear()


def png(width, height):
    """A valid PNG whose header claims a size; its data is one row."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 64))
        + chunk(b"IEND", b"")
    )


def jpeg(width=640, height=480):
    buffer = BytesIO()
    Image.new("RGB", (width, height), "green").save(buffer, "JPEG")
    return buffer.getvalue()


def body_form(*materials, title="Triển lãm", action="action-publish"):
    """What the page editor sends for one shelf."""
    form = {
        "title": title, "slug": "trien-lam", "lead": "", "body-count": "1", "body-0-deleted": "", "body-0-order": "0",
        "body-0-type": "shelf", "body-0-id": "", "body-0-value-title": "Kệ", action: "1",
        "body-0-value-materials-count": str(len(materials)), "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    for number, material in enumerate(materials):
        prefix = f"body-0-value-materials-{number}"
        form |= {
            f"{prefix}-deleted": "",
            f"{prefix}-order": str(number),
            f"{prefix}-id": "",
            f"{prefix}-value": material.pk,
        }
    return form


def add_address(home):
    return reverse("wagtailadmin_pages:add", args=["repository_pages", "portalpage", home.pk])


def test_a_librarian_publishes_a_page_and_everybody_sees_their_own_scope(cast):
    home_page()
    work = published_material("Của trường A", cast.school_a, cast.teacher_a)
    shared = published_material("Chung", cast.school_a, cast.teacher_a, audience="public")
    section = ensure_section(cast.school_a)
    answer = client_of(cast.librarian_a).post(add_address(section), body_form(work, shared))
    assert answer.status_code == 302
    address = f"/{section.slug}/trien-lam/"
    page = client_of(cast.teacher_a).get(address)
    assert "private" in page["Cache-Control"]
    text = page.content.decode()
    assert "Của trường A" in text and "Chung" in text
    text = client_of(None).get(address).content.decode()
    assert "Của trường A" not in text and "Chung" in text


def test_a_work_that_is_not_open_to_the_editor_is_refused_without_its_title(cast):
    home_page()
    home = ensure_section(cast.school_b)
    foreign = published_material("Bí mật của A", cast.school_a, cast.teacher_a)
    client = client_of(cast.librarian_b)
    answer = client.post(add_address(home), body_form(foreign))
    assert answer.status_code == 200 and not home.get_children().exists()
    assert "Bí mật của A" not in answer.content.decode()
    preview = client.post(add_address(home) + "preview/", body_form(foreign))
    assert preview.json()["is_valid"] is False
    assert "Bí mật của A" not in client.get(add_address(home) + "preview/?mode=").content.decode()


def test_what_a_colleague_put_on_the_page_survives_an_editor_who_cannot_see_it(cast):
    home = home_page()
    foreign = published_material("Bí mật của A", cast.school_a, cast.teacher_a)
    page = portal_page(home, shelf("Kệ", foreign))
    client = client_of(cast.administrator)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = client.post(address, body_form(foreign, title="Tên mới"), follow=True)
    assert "Bí mật của A" not in answer.content.decode()
    page.refresh_from_db()
    assert page.title == "Tên mới" and Usage.objects.filter(material=foreign).count() == 1
    compare = client.get(f"/cms/pages/{page.pk}/revisions/compare/earliest...latest/")
    assert compare.status_code == 200 and "Bí mật của A" not in compare.content.decode()


def test_the_preview_shows_our_page_inside_the_editor(cast):
    home_page()
    home = ensure_section(cast.school_a)
    work = published_material("Xem trước", cast.school_a, cast.teacher_a)
    client = client_of(cast.librarian_a)
    address = add_address(home) + "preview/"
    assert client.post(address, body_form(work)).json()["is_valid"] is True
    answer = client.get(address + "?mode=")
    assert "Xem trước" in answer.content.decode() and "site-header" in answer.content.decode()
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]


def test_materials_know_the_published_pages_they_stand_on(cast):
    home = home_page()
    works = [published_material(f"Bài {number}", cast.school_a, cast.teacher_a) for number in range(3)]
    page = portal_page(home, shelf("Kệ", works[0], works[1]), shelf("Kệ khác", works[1]))
    on_page = Usage.objects.filter(consumer=f"page:{page.pk}")
    assert set(on_page.values_list("material", flat=True)) == {works[0].pk, works[1].pk}
    page.body = [shelf("Kệ", works[2])]
    page.save_revision().publish()
    assert list(on_page.values_list("material", flat=True)) == [works[2].pk]
    page.unpublish()
    assert not on_page.exists()
    page.save_revision().publish()
    address = reverse("wagtailadmin_pages:delete", args=[page.pk])
    assert client_of(cast.administrator).post(address).status_code == 302
    assert not on_page.exists() and not home.get_children().exists()


def test_editors_are_librarians_and_administrators_of_today(cast):
    assert {name for name, user in cast.people.items() if sync_portal_editor(user)} == {
        "librarian_a", "librarian_b", "administrator",
    }  # fmt: skip
    assert client_of(cast.librarian_a).get("/cms/").status_code == 200
    Membership.objects.filter(user=cast.librarian_a, role=Role.LIBRARIAN).update(
        valid_to=timezone.localdate() - timedelta(days=1)
    )
    assert sync_portal_editors() == 1
    assert not cast.librarian_a.groups.filter(name__startswith=EDITOR_GROUP).exists()
    assert client_of(cast.librarian_a).get("/cms/").status_code == 403
    assert client_of(cast.librarian_a).get(reverse("portal_admin")).status_code == 403


def test_the_way_in_makes_a_new_librarian_an_editor(cast):
    client = client_of(cast.teacher_a)
    assert client.get(reverse("portal_admin")).status_code == 403
    Membership.objects.create(
        user=cast.teacher_a, unit=cast.school_a, role=Role.LIBRARIAN, valid_from=timezone.localdate()
    )
    assert client.get(reverse("portal_admin")).url == "/cms/"
    assert client.get("/cms/").status_code == 200


def test_wagtails_own_sign_in_is_ours(cast):
    anonymous = client_of(None).get("/cms/", follow=True)
    assert anonymous.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert client_of(cast.teacher_a).get("/cms/login/").status_code == 403
    assert client_of(cast.librarian_a).get("/cms/login/?next=https://example.org/").url == "/cms/"
    for path in ("password_reset/", "password_reset/confirm/MQ/set-password/"):
        assert client_of(None).get(f"/cms/{path}").url == reverse("account_login")


def test_documents_have_no_address(cast):
    client = client_of(cast.librarian_a)
    for path in ("documents/", "documents/chooser/", "documents/multiple/add/", "api/main/documents/"):
        assert client.get(f"/cms/{path}").status_code == 404
        assert client.post(f"/cms/{path}").status_code == 404


@pytest.mark.parametrize(
    "address", ["wagtailimages:add", "wagtailimages_chooser:create", "wagtailimages:add_multiple"]
)
def test_a_huge_picture_is_refused_before_it_is_decoded(cast, address):
    upload = SimpleUploadedFile("to.png", png(30_000, 30_000), "image/png")
    form = {"title": "To", "image-chooser-upload-title": "To", "collection": "1"}
    key = {
        "wagtailimages_chooser:create": "image-chooser-upload-file",
        "wagtailimages:add_multiple": "files[]",
    }
    headers = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
    answer = client_of(cast.librarian_a).post(
        reverse(address), {**form, key.get(address, "file"): upload}, **headers
    )
    assert answer.status_code == 200 and not PortalImage.objects.exists()
    assert "900" in answer.content.decode()


def test_what_is_no_picture_is_refused(cast):
    for name, data in (("a.png", b"MZ" + b"\0" * 200), ("b.jpg", png(10, 10)[:20]), ("c.gif", b"")):
        upload = SimpleUploadedFile(name, data, "image/png")
        answer = client_of(cast.librarian_a).post(
            reverse("wagtailimages:add"), {"title": "x", "file": upload}
        )
        assert answer.status_code == 200 and not PortalImage.objects.exists()


def test_pictures_are_public_and_nothing_else_lies_under_their_address(cast, tmp_path):
    picture = PortalImage(title="Sân trường", file=ImageFile(BytesIO(jpeg()), name="san.jpg"))
    picture.save()
    value = {"image": picture.pk, "decorative": False, "alt_text": "Sân trường buổi sáng"}
    home_page({"type": "picture", "value": value})
    page = client_of(None).get("/").content.decode()
    source = page.split('src="/portal-media/')[1].split('"')[0]
    assert 'alt="Sân trường buổi sáng"' in page
    answer = client_of(None).get(f"/portal-media/{source}")
    assert answer.status_code == 200 and answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    stray = tmp_path / "stray.png"
    stray.write_bytes(png(4, 4))
    for name in ("images/la.png", "blobs/secret.png"):
        blob_store().write_kept(name, stray)
    for path in (
        "images/la.png",
        "blobs/secret.png",
        "images/..%2Fblobs%2Fsecret.png",
        "images/khong-co.png",
    ):
        assert client_of(None).get(f"/portal-media/{path}").status_code == 404


def test_the_demo_portal_is_built_once(cast):
    published_material("Chung", cast.school_a, cast.teacher_a, audience="members")
    for _ in range(2):
        build_portal(DemoSize(), lambda done, total, what: None)
    assert HomePage.objects.count() == 1 and PortalImage.objects.count() == 1
    assert Usage.objects.filter(consumer__startswith="page:").count() == 1
    page = client_of(cast.teacher_a).get("/").content.decode()
    assert "Học liệu chọn lọc" in page and "/portal-media/images/" in page
    assert client_of(None).get("/huong-dan/").status_code == 200
