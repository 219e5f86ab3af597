"""Signed links, byte ranges and the headers of file answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from media.storage.base import blob_key, derived_prefix
from media.storage.headers import SHOWN_TYPES, etag, file_headers, safe_filename, type_of
from media.storage.ranges import ByteRange, RangeNotSatisfiable, parse_range, range_is_current
from media.storage.signing import (
    Disposition,
    LinkExpired,
    LinkInvalid,
    LinkPayload,
    read_prefix,
    read_token,
    sign_path,
    sign_prefix,
)

SHA = "ab" * 32
PAYLOAD = LinkPayload(
    key=blob_key(SHA),
    filename="Bài giảng.pptx",
    media_type="application/pdf",
    disposition=Disposition.INLINE,
    guard_kind="material_file",
    guard_id="k7m2x9qd4hvr",
    user_id=7,
)


def test_a_link_is_read_back_until_it_runs_out():
    token = sign_path(PAYLOAD, 300, now=1_000_000)
    read = read_token(token, now=1_000_100)
    assert (read.key, read.filename, read.disposition, read.user_id) == (
        PAYLOAD.key,
        "Bài giảng.pptx",
        "inline",
        7,
    )
    assert 1_000_300 <= read.expiry <= 1_000_450
    with pytest.raises(LinkExpired):
        read_token(token, now=1_000_451)


@pytest.mark.parametrize(
    ("sign", "payload", "read"),
    [
        (sign_path, PAYLOAD, read_token),
        (
            sign_prefix,
            replace(PAYLOAD, key=derived_prefix(SHA, "pdf", 3, "page-")),
            lambda token, now: read_prefix(token, "1.webp", now=now),
        ),
    ],
)
def test_a_link_ends_at_the_second_it_says_and_not_a_moment_later(sign, payload, read):
    token = sign(payload, 300, now=1_000_000)
    end = read(token, now=1_000_000).expiry
    assert end == 1_000_350
    assert read(token, now=end - 1).expiry == end
    for moment in (end, end + 1, end + 59):
        with pytest.raises(LinkExpired):
            read(token, now=moment)


def test_a_link_counts_from_now_where_no_moment_is_given(monkeypatch):
    monkeypatch.setattr("media.storage.signing.time.time", lambda: 1_000_000.7)
    token = sign_path(PAYLOAD, 300)
    assert read_token(token).expiry == 1_000_350
    monkeypatch.setattr("media.storage.signing.time.time", lambda: 1_000_350.0)
    with pytest.raises(LinkExpired):
        read_token(token)


def test_a_link_of_a_second_is_one(monkeypatch):
    assert read_token(sign_path(PAYLOAD, 1, now=1_000_000), now=1_000_000).expiry == 1_000_001


def test_a_link_stays_the_same_for_a_while_so_that_browsers_keep_the_file():
    assert sign_path(PAYLOAD, 300, now=1_000_000) == sign_path(PAYLOAD, 300, now=1_000_040)
    assert sign_path(PAYLOAD, 300, now=1_000_000) != sign_path(PAYLOAD, 300, now=1_000_300)


def test_a_token_fits_into_an_address():
    token = sign_path(PAYLOAD, 300)
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: "A" + t[1:], lambda t: "", lambda t: "a.b", lambda t: t * 40]
)
def test_a_changed_link_opens_nothing(spoil):
    with pytest.raises(LinkInvalid):
        read_token(spoil(sign_path(PAYLOAD, 300)))


def test_a_link_never_leads_outside_the_store():
    with pytest.raises(ValueError):
        sign_path(LinkPayload("../../etc/passwd", "a", "b", Disposition.INLINE, "", "", None), 300)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-99", ByteRange(0, 100)),
        ("bytes=100-", ByteRange(100, 1000)),
        ("bytes=-100", ByteRange(900, 1000)),
        ("bytes=-5000", ByteRange(0, 1000)),
        ("bytes=0-99999", ByteRange(0, 1000)),
        ("bytes=999-999", ByteRange(999, 1000)),
        ("Bytes = 0 - 9", ByteRange(0, 10)),
        (None, None),
        ("", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("items=0-1", None),
        ("bytes=5-2", None),
        ("bytes=a-b", None),
        ("bytes=١-٢", None),
    ],
)
def test_a_range_is_read(header, expected):
    assert parse_range(header, 1000) == expected


@pytest.mark.parametrize(
    ("header", "size"),
    [("bytes=1000-", 1000), ("bytes=5000-6000", 1000), ("bytes=-0", 1000), ("bytes=0-", 0)],
)
def test_a_range_behind_the_end_is_refused(header, size):
    with pytest.raises(RangeNotSatisfiable):
        parse_range(header, size)


def test_a_range_knows_its_header_and_its_version():
    part = parse_range("bytes=0-99", 1234)
    assert part.content_range(1234) == "bytes 0-99/1234" and part.length == 100
    assert (
        range_is_current(None, '"x"')
        and range_is_current('"x"', '"x"')
        and not range_is_current('"y"', '"x"')
    )


def test_only_harmless_types_are_shown():
    shown = file_headers("image/webp", "a.webp", Disposition.INLINE, SHA)
    assert shown["Content-Disposition"].startswith("inline")
    for media_type in (
        "text/html",
        "image/svg+xml",
        "application/xhtml+xml",
        "application/zip",
        "text/javascript",
    ):
        headers = file_headers(media_type, "a.html", Disposition.INLINE, SHA)
        assert headers["Content-Disposition"].startswith("attachment")
        assert headers["Content-Type"] == "application/octet-stream"


def test_file_answers_carry_the_protecting_headers():
    headers = file_headers(
        "application/pdf", "Đề thi.pdf", Disposition.ATTACHMENT, SHA, allow_origin="http://site"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert (
        headers["Content-Security-Policy"].startswith("default-src 'none'")
        and "sandbox" in headers["Content-Security-Policy"]
    )
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Disposition"] == "attachment; filename*=utf-8''%C4%90%E1%BB%81%20thi.pdf"
    assert headers["ETag"] == etag(SHA) == f'"{SHA}"'
    assert headers["Access-Control-Allow-Origin"] == "http://site" and headers["Vary"] == "Origin"


def test_file_names_are_safe_to_save():
    assert safe_filename("../../etc/passwd") == "_.._etc_passwd"
    assert safe_filename("a\r\nSet-Cookie: x.pdf") == "aSet-Cookie_ x.pdf"
    assert safe_filename("\u202egnp.exe") == "gnp.exe"
    assert safe_filename("") == "file" and len(safe_filename("x" * 500 + ".pdf")) < 160


PAGES = replace(PAYLOAD, key=derived_prefix(SHA, "pdf", 3, "page-"), filename="", media_type="")


def test_one_token_opens_kindred_files_and_only_those():
    token = sign_prefix(PAGES, 300)
    page = read_prefix(token, "12.webp")
    assert (page.key, page.filename) == (f"derived/{SHA}/pdf-3/page-12.webp", "page-12.webp")
    assert (page.guard_kind, page.guard_id, page.user_id) == ("material_file", "k7m2x9qd4hvr", 7)
    for rest in (
        "../sections.json",
        "/../../pdf-3/sections.json",
        "1/2.webp",
        "%2e%2e/x",
        "",
        "..",
        "a b.webp",
        "Ă.webp",
    ):
        with pytest.raises(LinkInvalid):
            read_prefix(token, rest)
    with pytest.raises(LinkExpired):
        read_prefix(sign_prefix(PAGES, 300, now=1_000_000), "12.webp", now=1_000_451)


def test_a_token_for_many_is_none_for_one_and_the_other_way_round():
    with pytest.raises(LinkInvalid):
        read_token(sign_prefix(PAGES, 300))
    with pytest.raises(LinkInvalid):
        read_prefix(sign_path(replace(PAYLOAD, key=PAGES.key + "1.webp"), 300), "")
    with pytest.raises(ValueError):
        sign_prefix(PAYLOAD, 300)


@pytest.mark.parametrize("begin", ["", "-", "page", "../page-", "p/age-", "Page-", "page--"])
def test_a_prefix_is_never_a_whole_folder(begin):
    with pytest.raises(ValueError):
        derived_prefix(SHA, "pdf", 3, begin)


def test_types_are_told_by_endings_of_ours_only():
    assert type_of("derived/x/page-1.webp") == "image/webp"
    assert {type_of(name) for name in ("a.html", "a.svg", "a", "a.js")} == {"application/octet-stream"}
    assert {
        type_of(f"a.{ending}") for ending in ("jpg", "png", "gif", "mp4", "webm", "mp3", "vtt")
    } <= SHOWN_TYPES
