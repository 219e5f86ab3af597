"""Covers, pages and slide pictures: made ahead by a job, missing pages drawn on demand."""

import pytest

from config.jobs.models import Job
from config.jobs.runner import run_jobs
from media.files.models import Upload
from media.formats.samples.office import lesson_pptx
from media.formats.samples.pdf import text_pdf
from media.formats.samples.pictures import picture
from media.formats.sandbox import PreviewFailed
from media.previews import render
from media.previews.models import Rendition
from media.previews.services import (
    cover_of,
    covers_of,
    ensure_pages,
    page_images,
    request_previews,
    slide_pictures,
)
from media.storage.stores import blob_store

pytestmark = pytest.mark.django_db

BOOK = text_pdf([[f"Trang {number}", "Nội dung"] for number in range(1, 31)], title="Sách")


@pytest.fixture
def uploaded(tus):
    def send(name, data):
        tus.send(name, data)
        run_jobs()
        return Upload.objects.latest("pk").blob

    return send


def test_covers_and_the_first_pages_are_made_ahead(uploaded):
    blob = uploaded("sach.pdf", BOOK)
    cover = cover_of(blob)
    assert (cover.media_type, cover.width) == ("image/webp", 320)
    assert cover_of(blob, large=True).width == 960
    assert blob_store().exists(cover.key)
    pages = page_images(blob)
    assert [page.number for page in pages] == list(range(1, 31))
    assert sum(page.rendition is not None for page in pages) == 20
    assert "Trang 30" in pages[29].text
    assert (pages[29].width, pages[29].height) == (pages[0].width, pages[0].height)


def test_a_missing_page_is_drawn_when_somebody_opens_it(uploaded):
    blob = uploaded("sach.pdf", BOOK)
    drawn = ensure_pages(blob, [27, 99, 0])
    assert list(drawn) == [27]
    assert blob_store().exists(drawn[27].key)
    assert {page.number for page in page_images(blob) if page.rendition} >= {27, 28, 29, 30}


def test_making_previews_twice_changes_nothing(uploaded, teacher):
    blob = uploaded("sach.pdf", BOOK)
    before = set(Rendition.objects.values_list("pk", "file_name"))
    request_previews(teacher, blob=blob)
    run_jobs()
    assert set(Rendition.objects.values_list("pk", "file_name")) == before


def test_pictures_and_slides_have_covers_too(uploaded):
    photo = uploaded("anh.jpg", picture(1600, 1200))
    assert cover_of(photo).height == 240
    slides = uploaded("bai-giang.pptx", lesson_pptx())
    assert list(slide_pictures(slides)) != []
    assert page_images(slides) == []
    assert set(covers_of([photo, slides])) == {photo.pk, slides.pk}


def test_a_file_too_heavy_for_a_preview_stays_usable(tus, monkeypatch):
    def too_heavy(*args, **kwargs):
        raise PreviewFailed("file.too_heavy")

    monkeypatch.setattr(render, "previews_in_child", too_heavy)
    location = tus.send("sach.pdf", BOOK)
    run_jobs()
    status = tus.status(location)
    assert (status["state"], status["cover"], status["drawing"]) == ("ready", "", False)
    job = Job.objects.get(kind="media.previews.render")
    assert (job.state, bool(job.error)) == ("failed", True)
    blob = Upload.objects.get().blob
    assert ensure_pages(blob, [1]) == {}


def test_the_status_says_while_a_cover_may_still_come(tus):
    location = tus.send("sach.pdf", BOOK)
    run_jobs(limit=1)
    assert (tus.status(location)["cover"], tus.status(location)["drawing"]) == ("", True)
    run_jobs()
    assert tus.status(location)["cover"]
