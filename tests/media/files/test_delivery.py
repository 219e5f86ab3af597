"""The content process: signed addresses, rights asked at each opening, ranges, and nothing of the site."""

import pytest
from django.conf import settings as house
from django.test import RequestFactory

from config.accounts.models import User
from config.content_wsgi import ContentHandler
from config.jobs.runner import run_jobs
from config.registry import UnknownKey
from media.files.delivery import FILE_GUARDS, FileAccess, signed_prefix, signed_url
from media.files.models import Upload
from media.storage.signing import Disposition
from tests.media.files.conftest import LESSON, TusClient

pytestmark = pytest.mark.django_db


class Browser:
    """Asks the content process, as WSGI would."""

    def __init__(self):
        self.handler = ContentHandler()
        self.handler.load_middleware()

    def get(self, url, host=None, method="get", **headers):
        path = url.removeprefix(house.CONTENT_URL)
        factory = RequestFactory(headers={"Host": host or "files.localhost:8001", **headers})
        answer = self.handler.get_response(getattr(factory, method)(path))
        answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture
def blob(teacher):
    TusClient(teacher).send("Phân số.pdf", LESSON)
    run_jobs()
    return Upload.objects.get().blob


@pytest.fixture
def rights():
    """A guard whose answer the test decides."""
    answers = {"open": True, "asked": []}

    def guard(guard_id, user):
        answers["asked"].append((guard_id, user))
        return answers["open"]

    FILE_GUARDS.add("test_guard", guard)
    yield answers
    FILE_GUARDS.remove("test_guard")


def link(blob, user=None, **options):
    return signed_url(blob, name="Phân số.pdf", guard="test_guard", guard_id="abc", user=user, **options)


def test_the_bytes_come_with_headers_that_keep_them_harmless(browser, blob, rights, teacher):
    answer = browser.get(link(blob, teacher, disposition=Disposition.ATTACHMENT))
    assert answer.status_code == 200
    assert answer.body == LESSON
    assert answer["Content-Length"] == str(len(LESSON))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert "filename*=utf-8''Ph%C3%A2n%20s%E1%BB%91.pdf" in answer["Content-Disposition"]
    assert "Access-Control-Allow-Origin" not in answer
    assert "private" in answer["Cache-Control"]
    assert not answer.cookies
    assert rights["asked"] == [("abc", teacher)]


def test_parts_of_a_file_can_be_asked_for(browser, blob, rights):
    url = link(blob)
    part = browser.get(url, Range="bytes=10-19")
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 10-19/{len(LESSON)}")
    assert part.body == LESSON[10:20]
    assert browser.get(url, Range="bytes=-5").body == LESSON[-5:]
    assert browser.get(url, Range=f"bytes={len(LESSON)}-").status_code == 416
    etag = part["ETag"]
    assert browser.get(url, Range="bytes=0-4", **{"If-Range": etag}).status_code == 206
    assert browser.get(url, Range="bytes=0-4", **{"If-Range": '"other"'}).status_code == 200
    assert browser.get(url, **{"If-None-Match": etag}).status_code == 304
    head = browser.get(url, method="head")
    assert (head.status_code, head["Content-Length"], head.body) == (200, str(len(LESSON)), b"")


def test_a_revoked_right_closes_the_address_at_once_and_a_withdrawn_work_says_so(
    browser, blob, rights, teacher
):
    url = link(blob, teacher)
    assert browser.get(url).status_code == 200
    rights["open"] = False
    assert browser.get(url).status_code == 404
    rights["open"] = FileAccess.GONE
    assert browser.get(url).status_code == 410
    assert browser.get(url, **{"If-None-Match": "*"}).status_code == 410
    rights["open"] = True
    User.objects.filter(pk=teacher.pk).update(is_active=False)
    assert browser.get(url).status_code == 404


def test_answers_about_rights_are_trusted_for_seconds_only_where_set(browser, blob, rights, settings):
    settings.FILE_GUARD_SECONDS = 60
    url = link(blob)
    for _ in range(3):
        assert browser.get(url).status_code == 200
    assert len(rights["asked"]) == 1


def test_a_changed_or_old_address_opens_nothing(browser, blob, rights, monkeypatch):
    url = link(blob)
    head, _, name = url.rpartition("/")
    assert browser.get(f"{head[:-2]}xx/{name}").status_code == 404
    assert browser.get("/f/abc/x.pdf").status_code == 404
    with monkeypatch.context() as later:
        later.setattr("media.storage.signing.time.time", lambda: 10**10)
        assert browser.get(url).status_code == 403


def test_an_address_needs_a_known_guard(blob):
    with pytest.raises(UnknownKey):
        signed_url(blob, name="a.pdf", guard="nobody", guard_id="abc")


def test_only_the_content_host_answers_and_it_answers_nothing_else(browser, blob, rights):
    url = link(blob)
    assert browser.get(url, host="localhost:8000").status_code == 404
    assert browser.get(url, host="xau.example").status_code == 404
    assert browser.get("/healthz").status_code == 200
    for path in ("/", "/tai-len/tep/", "/cms/", "/tai-khoan/dang-nhap/", "/static/hoclieu/site.js", "/f/"):
        assert browser.get(path).status_code == 404, path
    assert browser.get(url, method="post").status_code == 405
    assert browser.get(url, **{"Service-Worker": "script"}).status_code == 403


def test_cookies_are_neither_read_nor_set(browser, blob, rights):
    answer = browser.get(link(blob), Cookie="hoclieu_session=abc; hoclieu_csrf=def")
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Set-Cookie" not in answer


def test_errors_are_plain_sentences_without_the_site_s_pages(browser):
    answer = browser.get("/gi-do")
    assert answer["Content-Type"].startswith("text/plain")
    assert b"<" not in answer.content


def test_nginx_can_send_the_bytes(browser, blob, rights, settings):
    settings.ACCEL_PREFIX = "/_files/"
    answer = browser.get(link(blob))
    assert answer["X-Accel-Redirect"] == f"/_files/blobs/{blob.sha256[:2]}/{blob.sha256[2:4]}/{blob.sha256}"
    assert answer.content == b""


def test_an_upload_is_shown_to_its_owner_only(browser, blob, teacher, stranger):
    upload = Upload.objects.get()
    mine = signed_url(blob, name="a.pdf", guard="upload", guard_id=upload.public_id, user=teacher)
    assert browser.get(mine).status_code == 200
    for other in (stranger, None):
        url = signed_url(blob, name="a.pdf", guard="upload", guard_id=upload.public_id, user=other)
        assert browser.get(url).status_code == 404


def test_an_upload_that_was_refused_is_opened_by_nobody(browser, blob, teacher):
    """Not even by its owner, and not by an address that was made before."""
    upload = Upload.objects.get()
    mine = signed_url(blob, name="a.pdf", guard="upload", guard_id=upload.public_id, user=teacher)
    assert browser.get(mine).status_code == 200
    Upload.objects.update(state="rejected")
    assert browser.get(mine).status_code == 404


def test_browsers_are_told_to_come_by_https_only(settings):
    settings.SECURE_HSTS_SECONDS = 3600
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = True
    for address in ("/healthz", "/f/khong/co.pdf"):
        answer = Browser().get(address, **{"X-Forwarded-Proto": "https"})
        assert answer["Strict-Transport-Security"].startswith("max-age=3600")
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert Browser().get("/healthz").status_code == 200  # probes of the machine itself come without


def test_kindred_files_share_an_address_and_each_opening_asks_the_guard(browser, blob, rights, teacher):
    base = signed_prefix(blob, "page-", guard="test_guard", guard_id="abc", user=teacher)
    page = browser.get(f"{base}2.webp")
    assert (page.status_code, page["Content-Type"]) == (200, "image/webp")
    assert page.body.startswith(b"RIFF")
    assert "sandbox" in page["Content-Security-Policy"]
    assert page["Cross-Origin-Resource-Policy"] == "cross-origin"
    for rest in ("99.webp", "1", "x.webp", "%2e%2e%2fsections.json", "sections.json"):
        assert browser.get(f"{base}{rest}").status_code == 404, rest
    assert browser.get(base).status_code == 404
    assert browser.get(f"{base}2.webp", **{"Service-Worker": "script"}).status_code == 403
    rights["open"] = False
    assert browser.get(f"{base}2.webp").status_code == 404
    rights["open"] = FileAccess.GONE
    assert browser.get(f"{base}1.webp").status_code == 410
    assert ("abc", teacher) in rights["asked"]
    with pytest.raises(UnknownKey):
        signed_prefix(blob, "page-", guard="nobody", guard_id="abc")


@pytest.mark.parametrize(
    "rest",
    ["../page-1.webp", "1/../../sections.json", "%2e%2e/sections.json", "%252e%252e%252fsections.json", "..%5c1.webp",
     "/etc/passwd", "%00.webp", "1.webp%00", "1.webp/", "//1.webp", "1.webp%2f..%2f..%2f" + "0" * 64, "x" * 5000],
)  # fmt: skip
def test_behind_a_prefix_only_its_own_files_lie(browser, blob, rights, rest):
    base = signed_prefix(blob, "page-", guard="test_guard", guard_id="abc")
    assert browser.get(f"{base}{rest}").status_code == 404
    assert rights["asked"] == []


def test_a_prefix_runs_out_and_is_no_address_of_a_file_nor_the_other_way_round(
    browser, blob, rights, monkeypatch
):
    base = signed_prefix(blob, "page-", guard="test_guard", guard_id="abc")
    token = base.rstrip("/").rpartition("/")[2]
    of_a_file = link(blob).split("/f/")[1].partition("/")[0]
    assert browser.get(f"/f/{token}/1.webp").status_code == 404
    assert browser.get(f"/n/{of_a_file}/1.webp").status_code == 404
    assert browser.get(f"/n/{token[:-2]}xx/1.webp").status_code == 404
    assert rights["asked"] == []
    with monkeypatch.context() as later:
        later.setattr("media.storage.signing.time.time", lambda: 10**10)
        assert browser.get(f"{base}1.webp").status_code == 403
    assert browser.get(f"{base}1.webp").status_code == 200
