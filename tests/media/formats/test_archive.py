"""The archive guard against every trick of hostile zips (abuse case A7)."""

from __future__ import annotations

import random
import struct
import unicodedata
import zipfile
import zlib
from io import BytesIO

import pytest

from media.formats.archive import Archive, ArchiveError, ArchiveLimits, listing
from media.formats.base import MEGABYTE

SYMLINK = 0o120777 << 16


def make_zip(*entries, method=zipfile.ZIP_DEFLATED) -> bytes:
    """(name or ZipInfo, data) pairs, written as given."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def raw_zip(*entries) -> bytes:
    """Entries as dicts (name: bytes, data: bytes, plus forged fields): full control over both headers."""
    body, directory = bytearray(), bytearray()
    for entry in entries:
        name, data = entry["name"], entry.get("data", b"x")
        packed = entry.get("packed", data)
        method, flags = entry.get("method", 0), entry.get("flags", 0)
        size = entry.get("size", len(data))
        crc = zlib.crc32(data)
        offset = entry.get("offset", len(body))
        head = (20, flags, method, 0, 0x5A21, crc, entry.get("packed_size", len(packed)), size, len(name), 0)
        if "offset" not in entry:
            body += struct.pack("<4s5H3L2H", b"PK\x03\x04", *head) + name + packed
        directory += struct.pack("<4sH5H3L2H", b"PK\x01\x02", 20, *head)
        directory += struct.pack("<3H2L", 0, 0, 0, entry.get("attr", 0), offset) + name
    start = len(body)
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(entries), len(entries), len(directory), start, 0)
    return bytes(body + directory + tail)


@pytest.fixture
def codes(tmp_path):
    """Codes of the findings over a zip, the refusal to open included."""

    def judge(data: bytes, limits: ArchiveLimits | None = None, verify: bool = False) -> set[str]:
        path = tmp_path / "a.zip"
        path.write_bytes(data)
        try:
            with Archive(path, limits) as archive:
                if verify:
                    archive.verify()
                return {finding.code for finding in archive.findings}
        except ArchiveError as error:
            return {error.finding.code}

    return judge


def test_an_honest_archive_is_read_as_it_is(tmp_path, codes):
    data = make_zip(("thu mục/bài giảng.txt", "xin chào"), ("b.txt", b"b" * 1000))
    assert codes(data, verify=True) == set()
    with Archive(tmp_path / "a.zip") as archive:
        assert archive.names == ["thu mục/bài giảng.txt", "b.txt"]
        assert archive.read("thu mục/bài giảng.txt", 100).decode() == "xin chào"


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"PK\x03\x04" + b"\0" * 100, make_zip(("a", "b"))[:-10], b"PK\x05\x06"],
    ids=["empty", "two bytes", "header only", "cut off", "end only"],
)
def test_a_damaged_archive_says_so(codes, data):
    assert codes(data) == {"zip.damaged"}


def test_a_million_entries_are_refused_before_they_are_read(codes):
    many = make_zip(*((f"{number}.txt", b"") for number in range(300)))
    assert codes(many, ArchiveLimits(entries=200)) == {"zip.too_many_entries"}
    forged = bytearray(make_zip(("a", "b")))
    forged[-12:-10] = forged[-14:-12] = struct.pack("<H", 60_000)
    assert codes(bytes(forged)) == {"zip.too_many_entries"}
    huge_directory = bytearray(make_zip(("a", "b")))
    huge_directory[-10:-6] = struct.pack("<L", 900_000_000)
    assert codes(bytes(huge_directory)) == {"zip.too_many_entries"}


def test_a_bomb_is_known_by_its_ratio(codes):
    assert "zip.ratio" in codes(make_zip(("bom.xml", b"\0" * (11 * MEGABYTE))))
    assert codes(make_zip(("nho.xml", b"\0" * MEGABYTE))) == set()


def test_a_hundred_times_its_size_is_the_most(codes):
    """11 MB that unpack from a little more, or a little less, than a hundredth."""
    noise = random.Random(1).randbytes(11 * MEGABYTE // 100 + 60_000)
    dense = noise + b"\0" * (11 * MEGABYTE - len(noise))
    assert codes(make_zip(("a.xml", dense))) == set()
    thin = noise[:80_000] + b"\0" * (11 * MEGABYTE - 80_000)
    assert "zip.ratio" in codes(make_zip(("a.xml", thin)))
    limits = ArchiveLimits()
    assert (limits.ratio, limits.ratio_from, limits.entries) == (100, 10 * MEGABYTE, 10_000)


def zip64(data: bytes, *, count: int, directory_bytes: int, kept: int = 76) -> bytes:
    """The zip with an end record of 64 bits (the last `kept` bytes of it) before the plain one, which refers to it."""
    start = data.index(b"PK\x01\x02")
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, directory_bytes, start)
    record += struct.pack("<4sLQL", b"PK\x06\x07", 0, len(data) - 22, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return data[:-22] + record[76 - kept :] + end


def test_the_end_record_of_64_bits_is_held_to_the_same_limits(codes):
    data = make_zip(("a.txt", b"a"), ("b.txt", b"b"))
    size = len(data) - 22 - data.index(b"PK\x01\x02")
    assert codes(zip64(data, count=2, directory_bytes=size)) == set()
    most = ArchiveLimits().entries
    assert codes(zip64(data, count=most + 1, directory_bytes=size)) == {"zip.too_many_entries"}
    assert codes(zip64(data, count=2, directory_bytes=most * 400 + 1)) == {"zip.too_many_entries"}
    assert codes(zip64(data, count=2, directory_bytes=size, kept=0)) == {"zip.too_many_entries"}


def test_many_small_bombs_count_together(codes):
    assert "zip.ratio" in codes(make_zip(*((f"{n}", b"\0" * MEGABYTE) for n in range(12))))


def test_sizes_over_the_limits(codes):
    data = make_zip(("a", b"a" * 2000), ("b", b"b" * 2000), method=zipfile.ZIP_STORED)
    assert codes(data, ArchiveLimits(entry_bytes=1000)) == {"zip.entry_too_large"}
    assert codes(data, ArchiveLimits(total_bytes=3000)) == {"zip.too_large"}


def test_overlapping_parts_are_refused(codes):
    inner = {"name": b"a.txt", "data": b"A" * 500}
    assert "zip.overlap" in codes(raw_zip(inner, {"name": b"a.txt2", "data": b"A" * 500, "offset": 0}))


def test_a_quoted_overlap_bomb_is_refused(codes):
    """Every local header is quoted as data by the one before (CVE-2024-0450)."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = kernel.compress(b"\0" * 100_000) + kernel.flush()
    last = raw_zip({"name": b"c", "data": b"\0" * 100_000, "packed": packed, "method": 8})
    local = last[: last.index(b"PK\x01\x02")]
    quoting = [{"name": b"a", "data": local, "packed": local, "packed_size": len(local)}]
    data = raw_zip(
        *quoting, {"name": b"c", "data": b"\0" * 100_000, "packed": packed, "method": 8, "offset": 31}
    )
    assert "zip.overlap" in codes(data)


def test_data_running_into_the_directory_are_refused(codes):
    assert "zip.overlap" in codes(raw_zip({"name": b"a", "data": b"x", "packed_size": 60, "size": 60}))


def test_a_forged_size_is_found_while_reading(codes):
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = squeezed.compress(b"z" * 5000) + squeezed.flush()
    entry = {"name": b"a", "data": b"z" * 5000, "packed": packed, "method": 8, "size": 10}
    assert codes(raw_zip(entry)) == set()
    assert codes(raw_zip(entry), verify=True) == {"zip.forged_size"}
    entry["size"] = 900_000
    assert "zip.forged_size" in codes(raw_zip(entry), verify=True)


def test_a_wrong_checksum_is_found_while_reading(codes):
    data = bytearray(make_zip(("a.txt", b"hello world"), method=zipfile.ZIP_STORED))
    data[data.index(b"hello")] ^= 0xFF
    assert codes(bytes(data), verify=True) == {"zip.forged_size"}


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.txt",
        "a/../../evil",
        "/etc/passwd",
        "C:/windows/x",
        "..\\evil.txt",
        "\\\\server\\x",
        "a//b",
        "./a",
        "a/./b",
    ],
)
def test_leaving_the_folder_is_seen_on_the_raw_name(codes, name):
    assert "zip.traversal" in codes(raw_zip({"name": name.encode()}))


@pytest.mark.parametrize("name", ["a\x07.txt", "a\u202egnp.exe", "a\u200b.txt", "a\nb", "x" * 241, "ế" * 100])
def test_odd_and_endless_names_are_refused(codes, name):
    assert "zip.name" in codes(raw_zip({"name": name.encode(), "flags": 0x800}))


def test_a_name_cut_by_a_zero_byte_is_refused(codes):
    assert "zip.name" in codes(raw_zip({"name": b"a.txt\0.exe"}))


def test_links_and_devices_are_refused(codes):
    link = zipfile.ZipInfo("link")
    link.external_attr = SYMLINK
    assert "zip.special_file" in codes(make_zip((link, "/etc/passwd")))
    device = zipfile.ZipInfo("device")
    device.external_attr = 0o020666 << 16
    assert "zip.special_file" in codes(make_zip((device, "")))


def test_locked_parts_and_odd_methods_are_refused(codes):
    assert "zip.encrypted" in codes(raw_zip({"name": b"a", "flags": 1}))
    assert "zip.method" in codes(make_zip(("a", b"a" * 100), method=zipfile.ZIP_LZMA))
    assert "zip.method" in codes(raw_zip({"name": b"a", "method": 99}))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a.txt", "a.txt"),
        ("Bai.txt", "bAI.TXT"),
        ("Toán.txt", unicodedata.normalize("NFD", "toán.txt")),
        ("a", "a/b.txt"),
        ("A/b", "a/B"),
    ],
)
def test_names_that_clash_on_some_system_are_refused(codes, first, second):
    entries = [{"name": name.encode(), "flags": 0x800} for name in (first, second)]
    assert "zip.duplicate" in codes(raw_zip(*entries))


def test_names_of_vietnamese_windows_are_read(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(
        raw_zip({"name": "Bài giảng.txt".encode("cp1258", "replace")}, {"name": "Đề.txt".encode()})
    )
    names, broken = listing(path)
    assert broken is None and names[1] == "Đề.txt" and names[0].startswith("Bài gi")


def test_an_archive_inside_stays_closed(codes):
    inner = make_zip(("bom", b"\0" * MEGABYTE))
    assert codes(make_zip(("trong.zip", inner)), verify=True) == {"zip.nested"}


def test_hidden_parts_and_programmes_are_noted(codes):
    assert codes(make_zip((".DS_Store", "x"), ("__MACOSX/a", "x"))) == {"zip.hidden"}
    assert codes(make_zip(("cai-dat.exe", "x"), ("shell.php", "x"), ("www/.htaccess", "x"))) == {
        "zip.program",
        "zip.hidden",
    }


def test_all_findings_come_at_once(codes):
    data = raw_zip({"name": b"../a", "flags": 1, "method": 99}, {"name": b"../a"})
    assert {"zip.traversal", "zip.encrypted", "zip.method", "zip.duplicate"} <= codes(data)


def test_a_part_larger_than_the_reader_wants_is_refused(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(make_zip(("a", b"a" * 5000)))
    with Archive(path) as archive, pytest.raises(ArchiveError) as refused:
        archive.read("a", 1000)
    assert refused.value.finding.code == "zip.entry_too_large"
    assert refused.value.finding.where == 'entry 1 "a"'
