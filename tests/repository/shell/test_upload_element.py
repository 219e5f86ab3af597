"""<upload-dropzone> in Chromium against the real upload endpoint: arriving, a cut line, a reload."""

import io
import random
import re

import pytest
from PIL import Image

from config import frontend
from config.jobs.runner import run_jobs
from media.files.services import upload_token

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.once("files only"),
]
PART = 65536
# The browser says it is offline while `cut` is set, so that nothing is retried until the line is back.
LINE = "Object.defineProperty(navigator, 'onLine', {get: () => localStorage.getItem('cut') === null})"


def picture():
    """A real picture of about 270 kB: noise does not compress."""
    noise = Image.frombytes("RGB", (300, 300), random.Random(6).randbytes(270_000))
    file = io.BytesIO()
    noise.save(file, "PNG")
    return {"name": "hinh-anh.png", "mimeType": "image/png", "buffer": file.getvalue()}


@pytest.fixture
def page(live_server, client, cast, browser):
    frontend.build()
    client.force_login(cast.teacher_a)
    session = client.cookies["hoclieu_session"].value
    context = browser.new_context(base_url=live_server.url)
    context.add_cookies([{"name": "hoclieu_session", "value": session, "url": live_server.url}])
    context.add_init_script(LINE)
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    opened.goto("/styleguide/?layout=upload")
    small_parts(opened)
    give_account(opened, cast)
    yield opened
    context.close()


def give_account(page, cast):
    """The living page names no school's account; no upload begins without one."""
    holder = f"unit:{cast.school_a.public_id}"
    token = upload_token(cast.teacher_a, quota_holder=holder)
    page.evaluate("token => document.querySelector('upload-dropzone').setAttribute('token', token)", token)


def small_parts(page):
    page.evaluate(f"document.querySelector('upload-dropzone').setAttribute('part-bytes', '{PART}')")


def choose(page, *files):
    page.set_input_files("[data-upload-input]", list(files))


def cut_after(page, parts):
    """Let `parts` parts through, then cut the line; returns the offsets at which parts began."""
    offsets = []

    def pass_or_cut(route):
        if route.request.method != "PATCH":
            return route.continue_()
        offsets.append(int(route.request.headers["upload-offset"]))
        if len(offsets) > parts and page.evaluate("localStorage.getItem('cut')"):
            return route.abort("internetdisconnected")
        return route.continue_()

    page.evaluate("localStorage.setItem('cut', '1')")
    page.route("**/tai-len/tep/**", pass_or_cut)
    return offsets


def come_back(page, cast):
    """The line is cut, the page is loaded again and asks for the file; returns the offsets at which parts begin then."""
    page.wait_for_selector("[data-state=interrupted]")
    page.evaluate("localStorage.removeItem('cut')")
    page.unroute_all()
    page.reload()
    give_account(page, cast)
    page.wait_for_selector("[data-state=needs-file]")
    offsets = cut_after(page, 1000)
    page.evaluate("localStorage.removeItem('cut')")
    return offsets


def mend_line(page):
    page.evaluate("localStorage.removeItem('cut'); window.dispatchEvent(new Event('online'))")


def test_a_file_travels_and_the_form_carries_its_id(page):
    choose(page, picture())
    row = page.locator("[data-upload-list] > li")
    row.wait_for()
    page.wait_for_selector("upload-dropzone input[name=uploads]", state="attached")
    assert re.fullmatch(r"\w{12}", page.get_attribute("upload-dropzone input[name=uploads]", "value"))
    page.wait_for_selector("[data-state=checking]")
    run_jobs()
    page.wait_for_selector("[data-state=ready]")
    assert "drop--small" in page.get_attribute("[data-drop]", "class")


def test_a_cut_line_costs_only_the_part_on_its_way(page):
    offsets = cut_after(page, 2)
    choose(page, picture())
    page.wait_for_selector("[data-state=interrupted]")
    mend_line(page)
    page.wait_for_selector("upload-dropzone input[name=uploads]", state="attached")
    assert offsets[:3] == [0, PART, 2 * PART]
    assert offsets[3] >= 2 * PART
    assert offsets.count(0) == 1


def test_after_a_reload_the_same_file_goes_on_where_it_stopped(page, cast):
    cut_after(page, 2)
    choose(page, picture())
    offsets = come_back(page, cast)
    choose(page, picture())
    page.wait_for_selector("upload-dropzone input[name=uploads]", state="attached")
    assert page.locator("[data-upload-list] > li").count() == 1
    assert offsets[0] >= 2 * PART


def test_an_empty_file_is_refused_before_it_travels(page):
    choose(page, {"name": "trong.pdf", "mimeType": "application/pdf", "buffer": b""})
    page.wait_for_selector("[data-state=rejected] [data-part=error]:not([hidden])")
    assert page.locator("upload-dropzone input[name=uploads]").count() == 0


def test_another_file_of_that_name_and_size_begins_anew(page, cast):
    """Two versions of one picture: what was sent of the first must not become the beginning of the second."""
    other = picture()
    other["buffer"] = other["buffer"][:60_000] + bytes(16) + other["buffer"][60_016:]
    cut_after(page, 2)
    choose(page, picture())
    offsets = come_back(page, cast)
    choose(page, other)
    page.wait_for_selector("upload-dropzone input[name=uploads]", state="attached")
    assert offsets[0] == 0
