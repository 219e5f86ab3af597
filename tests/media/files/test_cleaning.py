"""Positions stay with the owner: whatever way a file leaves, others get it without the place where it was made."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import av
import pytest
from django.core.management import call_command
from PIL import Image, ImageChops

from config.jobs.runner import run_jobs
from media.files import cleaning
from media.files.delivery import FILE_GUARDS, FileAccess, signed_url
from media.files.models import CleanState, StoredBlob, Upload
from media.formats.film_cleaning import cleaned_film
from media.formats.package_cleaning import located_notes, write_blanked
from media.formats.picture_cleaning import cleaned_picture, places
from media.formats.registry import FORMATS
from media.formats.samples.office import lesson_pptx, worksheet_docx
from media.formats.samples.pdf import scanned_pdf, text_pdf
from media.formats.samples.pictures import picture
from media.formats.samples.video import PLACE, film, with_subtitle
from media.formats.sandbox import clean_in_child, previews_in_child
from media.previews.services import playable_of
from media.storage.stores import blob_store
from tests.media.files.conftest import TusClient
from tests.media.files.test_delivery import Browser

ROOT = Path(__file__).resolve().parents[3]
LOCATED = {
    "a.jpg": picture(640, 480, "JPEG", with_position=True),
    "a.png": picture(640, 480, "PNG", with_position=True),
    "a.webp": picture(640, 480, "WEBP", with_position=True),
    "a.mp4": film(1, notes={**PLACE, "title": "Bài 1"}),
    "a.mov": film(1, container="mov", notes=PLACE),
    "a.webm": film(1, container="webm", codec="libvpx-vp9", notes=PLACE),
    "a.docx": worksheet_docx(photo=picture(640, 480, with_position=True)),
    "a.pptx": lesson_pptx(photo=picture(640, 480, with_position=True)),
    "a.pdf": scanned_pdf(2, with_position=True),
    "flycam.mp4": with_subtitle(film(1), "GPS (106.7009, 10.7769, 12), D 5.3m, H 10.1m"),
    "cuoi.mp4": film(1, faststart=False, notes=PLACE),
}


@pytest.fixture
def guard():
    answers = {"now": FileAccess.OPEN}
    FILE_GUARDS.add("cleaning_guard", lambda guard_id, user: answers["now"])
    yield answers
    FILE_GUARDS.remove("cleaning_guard")


def link(deliverable, guard_id="x"):
    return signed_url(deliverable, name="tep", guard="cleaning_guard", guard_id=guard_id)


def codes_of(data: bytes, name: str, folder: Path) -> list[str]:
    path = folder / "seen"
    path.write_bytes(data)
    handler = next(one for one in FORMATS if name.endswith(one.extensions))
    return [code for code in handler.inspect(path).codes if ".position" in code]


@pytest.mark.django_db
@pytest.mark.parametrize("name", LOCATED)
def test_others_get_the_file_without_its_place_and_the_owner_gets_every_byte(name, teacher, guard, tmp_path):
    original = LOCATED[name]
    assert codes_of(original, name, tmp_path)
    TusClient(teacher).send(name, original)
    run_jobs()
    blob = Upload.objects.get().blob
    assert blob.clean_state == CleanState.COPY

    for_others = Browser().get(link(blob)).body
    assert not codes_of(for_others, name, tmp_path)
    assert b"10.7769" not in for_others
    guard["now"] = FileAccess.ORIGINAL
    assert Browser().get(link(blob, "owner")).body == original


@pytest.mark.parametrize("name", [name for name in LOCATED if name.endswith((".jpg", ".png", ".webp"))])
def test_picture_turn_and_colours_are_untouched(name):
    profile = b"\0" * 128 + b"a profile"
    out = BytesIO()
    image = Image.open(BytesIO(LOCATED[name]))
    image.save(out, image.format, exif=image.getexif(), icc_profile=profile)
    before, after = Image.open(BytesIO(out.getvalue())), Image.open(BytesIO(cleaned_picture(out.getvalue())))
    assert after.getexif() == {0x0112: 6}
    assert after.info["icc_profile"] == profile
    assert ImageChops.difference(before.convert("RGB"), after.convert("RGB")).getbbox() is None


def test_a_film_keeps_its_length_in_bytes_its_title_and_every_frame(tmp_path):
    path, target = tmp_path / "film", tmp_path / "clean"
    path.write_bytes(LOCATED["a.mp4"])
    assert clean_in_child(path, "video", target)
    assert target.stat().st_size == path.stat().st_size
    with av.open(str(path)) as before, av.open(str(target)) as after:
        assert after.metadata["title"] == "Bài 1" and "location" not in after.metadata
        frames = zip(before.decode(video=0), after.decode(video=0), strict=True)
        assert all(one.to_image().tobytes() == two.to_image().tobytes() for one, two in frames)


def test_the_subtitles_of_a_lesson_stay(tmp_path):
    path, target = tmp_path / "bai.mp4", tmp_path / "sach.mp4"
    path.write_bytes(with_subtitle(film(1, notes=PLACE), "Vĩ độ là gì? Xem bản đồ."))
    assert cleaned_film(path, target, "mp4")
    with av.open(target) as clean:
        assert [stream.type for stream in clean.streams] == ["video", "subtitle"]
    assert "Vĩ độ là gì?".encode() in target.read_bytes()


@pytest.mark.parametrize("trailer", [b"GPS of a phone behind the end", LOCATED["a.mp4"]])
def test_what_cameras_write_behind_the_picture_goes_too(trailer):
    assert cleaned_picture(picture(320, 240) + trailer) == picture(320, 240)


def test_positions_in_xmp_are_seen_and_go():
    note = b"http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude='10,46.6N'/>"
    data = picture(320, 240)
    located = data[:2] + b"\xff\xe1" + (len(note) + 2).to_bytes(2, "big") + note + data[2:]
    assert list(places(located)) == ["xmp"]
    assert cleaned_picture(located) == data


def test_a_package_keeps_every_other_part_and_its_photo_s_pixels(tmp_path):
    path, target = tmp_path / "phieu", tmp_path / "clean"
    path.write_bytes(LOCATED["a.docx"])
    assert clean_in_child(path, "docx", target)
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(target) as after:
        assert after.namelist() == before.namelist()
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
        assert changed == ["word/media/image1.jpeg"]
        photos = [Image.open(BytesIO(one.read(changed[0]))) for one in (before, after)]
    assert ImageChops.difference(*photos).getbbox() is None and photos[1].getexif() == {0x0112: 6}


def test_a_photo_that_our_reader_does_not_open_tells_no_place_either(tmp_path):
    path, target = tmp_path / "phieu", tmp_path / "clean"
    photo = LOCATED["a.jpg"]
    broken = photo[: photo.index(b"\xff\xdb")] + b"cut off" * 100
    path.write_bytes(worksheet_docx(photo=broken))
    assert clean_in_child(path, "docx", target)
    with zipfile.ZipFile(target) as after:
        kept = after.read("word/media/image1.jpeg")
    assert len(kept) == len(broken) and kept[-700:] == broken[-700:]
    target.write_bytes(kept)
    assert not located_notes(target)


def test_in_a_pdf_nothing_moves_and_the_pages_look_the_same(tmp_path):
    path, target = tmp_path / "scan", tmp_path / "clean"
    path.write_bytes(LOCATED["a.pdf"])
    assert clean_in_child(path, "pdf", target)
    assert target.stat().st_size == path.stat().st_size
    drawn = []
    for file in (path, target):
        (folder := tmp_path / f"{file.name}-pages").mkdir()
        previews_in_child(file, "pdf", folder, ["page-1.webp"])
        drawn.append(Image.open(folder / "page-1.webp"))
    assert ImageChops.difference(*drawn).getbbox() is None


@pytest.mark.parametrize("size", [1024 * 1024 - 40, 1024 * 1024 + 5, 3_000_000])
def test_a_note_is_found_wherever_the_pieces_of_reading_part(size, tmp_path):
    path = tmp_path / "tep.pdf"
    photo = LOCATED["a.jpg"]
    path.write_bytes(b" " * (size - 100) + photo + photo)
    assert len(located_notes(path)) == 2
    assert write_blanked(path, tmp_path / "clean") and not located_notes(tmp_path / "clean")


@pytest.mark.django_db
def test_the_copy_that_starts_at_once_tells_no_place_either(teacher, guard):
    TusClient(teacher).send("cuoi.mp4", LOCATED["cuoi.mp4"])
    run_jobs()
    played = playable_of(Upload.objects.get().blob)
    assert played.key.startswith("derived/")
    with av.open(BytesIO(Browser().get(link(played)).body)) as shown:
        assert "location" not in shown.metadata


@pytest.mark.django_db
def test_a_file_stored_earlier_waits_for_its_copy_and_gets_it_by_being_asked_for(teacher, guard):
    TusClient(teacher).send("a.jpg", LOCATED["a.jpg"])
    run_jobs()
    blob = Upload.objects.get().blob
    StoredBlob.objects.update(clean_state=CleanState.WAITING, cleaned_by=0)
    waiting = Browser().get(link(blob))
    assert waiting.status_code == 503 and waiting["Retry-After"]
    assert LOCATED["a.jpg"][:200] not in waiting.body
    run_jobs()
    assert Browser().get(link(blob)).body == cleaned_picture(LOCATED["a.jpg"])


@pytest.mark.django_db
def test_the_command_and_the_sweep_do_what_was_stored_before(teacher, capsys):
    for name in ("a.jpg", "a.mp4"):
        TusClient(teacher).send(name, LOCATED[name])
    TusClient(teacher).send("chu.pdf", text_pdf([["Không có vị trí"]]))
    run_jobs()
    StoredBlob.objects.update(clean_state=CleanState.WAITING, cleaned_by=0)
    call_command("clean_files", dry_run=True)
    assert "3 files to look at" in capsys.readouterr().out
    assert cleaning.ask_for_all(limit=1) == 3
    run_jobs()
    call_command("clean_files")
    assert "1 copies made" in capsys.readouterr().out
    assert cleaning.uncleaned() == []


@pytest.mark.django_db
def test_what_cannot_be_followed_is_given_to_nobody(teacher, guard, monkeypatch):
    def failing(path, handler, target):
        raise cleaning.CleaningFailed("x")

    monkeypatch.setattr(cleaning, "clean_in_child", failing)
    TusClient(teacher).send("a.jpg", LOCATED["a.jpg"])
    run_jobs()
    upload = Upload.objects.get()
    assert upload.state == "rejected"
    assert [row["code"] for row in upload.findings if row["severity"] == "error"] == ["file.not_cleaned"]


def test_every_handler_that_can_tell_a_place_cleans_it():
    telling = {
        handler.key
        for handler in FORMATS
        for example in handler.examples()
        if any(".position" in code for code in example.codes)
    }
    assert telling == {handler.key for handler in FORMATS if handler.cleans}


def test_bytes_of_the_store_leave_by_known_doors_only():
    """Whoever reads the store says here why nothing of a camera's notes can leave that way."""
    known = {
        "media/files/content_views.py": "asks delivery.key_now at each opening",
        "media/files/sections.py": "the text of a file",
        "media/files/intake.py": "the check itself",
        "media/files/cleaning.py": "the cleaner itself",
        "media/previews/render.py": "draws anew, or remuxes without the notes",
        "media/files/checkups.py": "what the doctor has just put there",
        "config/backup.py": "the operator's own backup",
        "repository/pages/picture_storage.py": "the portal's pictures, cleaned when they were written",
        "questionbank/items/pictures.py": "pictures drawn anew by ourselves",
    }
    reads = re.compile(r"\b(open_range|local_copy|path_of|read_kept)\(")
    found = {
        str(path.relative_to(ROOT))
        for room in ("config", "media", "repository", "questionbank", "search")
        for path in (ROOT / room).rglob("*.py")
        if reads.search(path.read_text(encoding="utf-8")) and "media/storage/" not in str(path)
    }
    assert found == set(known)


@pytest.mark.django_db
def test_a_blob_without_a_decision_has_no_key_for_others():
    blob = StoredBlob(sha256="a" * 64, handler="image", state="ready")
    with pytest.raises(cleaning.BeingCleaned):
        cleaning.given_key(blob)
    assert not blob_store().exists(blob.key)
