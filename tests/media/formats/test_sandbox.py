"""The child process: whatever a file does, the parent gets a finding."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PIL import Image

from config.registry import UnknownKey
from media.formats.base import Limits
from media.formats.samples.pdf import text_pdf
from media.formats.samples.pictures import picture
from media.formats.sandbox import PROJECT_ROOT, PreviewFailed, inspect_in_child, previews_in_child


@pytest.fixture
def pdf(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(text_pdf([["Một"], ["Hai"]]))
    return path


def test_a_missing_file_and_a_folder_are_findings(tmp_path):
    assert inspect_in_child(tmp_path / "none", "none").codes == ["file.missing"]
    assert inspect_in_child(tmp_path, "x").codes == ["file.folder"]


def test_running_out_of_time_is_a_finding(pdf):
    assert inspect_in_child(pdf, "a.pdf", Limits(wall_seconds=0)).codes == ["file.too_heavy"]


def test_running_out_of_memory_is_a_finding(tmp_path):
    path = tmp_path / "a.png"
    Image.new("RGB", (5000, 5000), "red").save(path)
    inspection = inspect_in_child(path, "a.png", Limits(memory_mb=70))
    assert inspection.codes == ["file.too_heavy"]


def test_the_largest_picture_allowed_fits_the_limits(tmp_path):
    path = tmp_path / "a.png"
    Image.new("RGBA", (8000, 5000), (10, 20, 30, 40)).save(path, compress_level=1)
    assert inspect_in_child(path, "a.png").accepted
    assert len(previews_in_child(path, "image", tmp_path)) == 2


def test_previews_that_crash_or_are_too_heavy_say_which(pdf, tmp_path):
    broken = tmp_path / "b.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(PreviewFailed) as failed:
        previews_in_child(broken, "pdf", tmp_path)
    assert failed.value.code == "file.crashed"
    with pytest.raises(PreviewFailed) as failed:
        previews_in_child(pdf, "pdf", tmp_path, limits=Limits(wall_seconds=0))
    assert failed.value.code == "file.too_heavy"
    with pytest.raises(UnknownKey):
        previews_in_child(pdf, "no-such-format", tmp_path)


def test_single_pages_are_made_on_demand(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(text_pdf([[f"Trang {number}"] for number in range(1, 31)]))
    ahead = previews_in_child(path, "pdf", tmp_path)
    assert "page-20.webp" in {file.name for file in ahead} and "page-21.webp" not in {
        file.name for file in ahead
    }
    later = previews_in_child(path, "pdf", tmp_path, ["page-30.webp", "page-31.webp", "../x", "page-0.webp"])
    assert [file.name for file in later] == ["page-30.webp"]


def test_the_child_knows_neither_models_nor_secrets(monkeypatch):
    code = "import sys, media.formats.child; print([m for m in sys.modules if m.startswith(('django.db', 'celery'))])"
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("name", "data", "codes"),
    [
        ("rong.pdf", b"", ["file.empty"]),
        ("la.xyz", b"abc", ["file.unknown"]),
        ("khong-duoi", b"abc", ["file.unknown"]),
        ("a.pdf", b"hello, I am text", ["file.content_mismatch"]),
        ("a.pptx", b"PK\x03\x04 nonsense", ["zip.damaged"]),
        ("cai-dat.exe", b"MZ\x90\x00" + b"\0" * 100, ["file.program", "file.unknown"]),
        ("gia.pdf", b"MZ\x90\x00" + b"\0" * 100, ["file.program"]),
        ("chay.mp4", b"#!/bin/sh\nrm -rf /", ["file.program"]),
        ("trang.html", b"<html><script>alert(1)</script></html>", ["file.unknown"]),
        ("ve.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", ["file.unknown"]),
    ],
)
def test_what_is_no_material_is_refused_with_its_reason(tmp_path, name, data, codes):
    path = tmp_path / "x"
    path.write_bytes(data)
    inspection = inspect_in_child(path, name)
    assert inspection.codes == codes and not inspection.accepted


def test_a_file_without_an_ending_is_known_by_its_content(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(picture())
    inspection = inspect_in_child(path, "hinh-anh")
    assert inspection.accepted and inspection.codes == ["file.no_extension"]


def test_a_picture_over_its_size_limit_is_not_even_read(tmp_path):
    path = tmp_path / "x"
    with path.open("wb") as file:
        file.write(picture())
        file.truncate(51 * 1024 * 1024)
    inspection = inspect_in_child(path, "to.jpg")
    assert inspection.codes == ["file.too_large"]


def test_the_largest_webp_allowed_fits_and_a_larger_one_says_so(tmp_path):
    path = tmp_path / "a.webp"
    Image.new("RGBA", (5000, 4000), (10, 20, 30, 40)).save(path, method=0)
    assert inspect_in_child(path, "a.webp").accepted
    assert len(previews_in_child(path, "image", tmp_path)) == 2
    Image.new("RGB", (6000, 4000)).save(path, method=0)
    assert inspect_in_child(path, "a.webp").codes == ["img.too_many_pixels"]
