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
from media.previews.models import Rendition, UndrawablePage
from media.previews.placeholder import placeholder
from media.previews.services import (
    BLOCK,
    MOST_FAILURES,
    PageState,
    cover_of,
    covers_of,
    page_images,
    page_picture,
    request_previews,
    slide_pictures,
)
from media.storage.stores import blob_store

pytestmark = [pytest.mark.django_db, pytest.mark.once("files only")]

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


def test_a_missing_page_is_drawn_by_a_job_once_somebody_has_opened_it(uploaded, monkeypatch):
    blob = uploaded("sach.pdf", BOOK)
    with monkeypatch.context() as request:
        request.setattr(render, "previews_in_child", lambda *args, **kwargs: pytest.fail("a request drew"))
        assert page_picture(blob, 27).state is PageState.COMING
        assert page_picture(blob, 28).state is PageState.COMING
        assert page_picture(blob, 99) is page_picture(blob, 0) is None
    assert Job.objects.open().filter(kind="media.previews.pages").count() == 1
    run_jobs()
    assert blob_store().exists(page_picture(blob, 27).rendition.key)
    assert {page.number for page in page_images(blob) if page.rendition} >= {26, 27, 28, 29, 30}


def test_a_page_that_cannot_be_drawn_is_remembered_and_its_neighbours_are_drawn(uploaded, monkeypatch):
    blob, drawn, real = uploaded("sach.pdf", BOOK), [], render.previews_in_child

    def poisoned(path, handler, folder, wanted=(), limits=None):
        drawn.append(list(wanted))
        if "page-27.webp" in wanted:
            raise PreviewFailed("file.too_heavy")
        return real(path, handler, folder, wanted)

    monkeypatch.setattr(render, "previews_in_child", poisoned)
    page_picture(blob, 27)
    run_jobs()
    assert page_picture(blob, 27).state is PageState.FAILED
    assert all(page_picture(blob, number).state is PageState.DRAWN for number in (26, 28, 29, 30))
    tries = len(drawn)
    page_picture(blob, 27)
    run_jobs()
    assert len(drawn) == tries


def test_a_hostile_file_of_thirty_pages_costs_a_few_tries_and_no_request_waits(uploaded, monkeypatch):
    blob, tries = uploaded("sach.pdf", BOOK), []
    Rendition.objects.filter(blob=blob, anchor__startswith="page=").delete()

    def too_heavy(*args, **kwargs):
        tries.append(args)
        raise PreviewFailed("file.too_heavy")

    monkeypatch.setattr(render, "previews_in_child", too_heavy)
    for _reader in range(2):
        for number in range(1, 31):
            page_picture(blob, number)
        run_jobs()
    assert all(page_picture(blob, number).state is PageState.FAILED for number in range(1, 31))
    assert len(tries) <= 30 // BLOCK + MOST_FAILURES
    assert not Job.objects.open().exists()


def test_the_sheet_says_what_is_true(uploaded):
    blob = uploaded("sach.pdf", BOOK)
    coming = placeholder(page_picture(blob, 27), 27)
    assert (coming.status_code, coming["Retry-After"], coming["Cache-Control"]) == (202, "2", "no-store")
    assert "27" in coming.content.decode()
    UndrawablePage.objects.create(blob=blob, handler_version=blob.handler_version, number=30)
    failed = placeholder(page_picture(blob, 30), 30)
    assert failed.status_code == 200 and failed["Content-Type"] == "image/svg+xml"


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
    assert page_picture(blob, 1).state is PageState.COMING


def test_the_status_says_while_a_cover_may_still_come(tus):
    location = tus.send("sach.pdf", BOOK)
    run_jobs(limit=1)
    assert (tus.status(location)["cover"], tus.status(location)["drawing"]) == ("", True)
    run_jobs()
    assert tus.status(location)["cover"]
