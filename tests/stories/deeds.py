"""What people of the stories do in the browser, one function per deed; everything is found as a person finds it."""

from __future__ import annotations

import http.client
import time
from urllib.parse import urlsplit

from tests.stories.lesson import File

RELAY_SECONDS = 20.0  # a relay cycle takes two; a busy machine more
LOOK_EVERY = 0.5
GUARD_SECONDS = 10.0  # the content host trusts a guard's answer for FILE_GUARD_SECONDS


def drop(page, *files: File) -> None:
    """Give files to the drop area."""
    page.locator("[data-upload-input]").set_input_files([file.payload for file in files])


def row_of(page, file: File, state: str = ""):
    """The row of a file that travels, when given in that state (frontend/upload/state.ts)."""
    rows = "[data-upload-list] li" + (f"[data-state={state}]" if state else "")
    return page.locator(rows, has_text=file.name)


def card_of(page, file: File):
    """The description card that the file became."""
    return page.locator("section.draft-card", has_text=file.name)


def field(card, name: str):
    """A field of a card by the end of its name."""
    return card.locator(f"[name$='-{name}']")


def border_style(field) -> str:
    """How the field's frame is drawn: dotted while it holds a proposal."""
    return field.evaluate("element => getComputedStyle(element).borderTopStyle")


def visible_questions(card) -> int:
    """Questions that stand open on a card, not counting what is folded away."""
    asked = card.locator(".field:visible, fieldset.field:visible")
    return asked.count()


def unfold(page) -> None:
    """Open what is folded away in the description."""
    page.locator("details:has([data-details])").first.evaluate("details => details.open = true")


def open_in_queue(page, words: str) -> None:
    """Open the first piece of the reviewer's queue whose title holds these words."""
    page.goto("/duyet/")
    page.locator("main .queue-list a[data-row-link]", has_text=words).first.click()
    page.wait_for_url("**/duyet/*/")


def decide(page, verdict: str, note: str = "") -> None:
    """Press one of the two buttons of the decision."""
    page.locator("#decision [name=note]").fill(note)
    page.locator(f"button[name=verdict][value={verdict}]").click()
    page.wait_for_load_state()


def confirm(page, words: str = "") -> None:
    """Press the button of the question that an act asks first; without `words` the first way. In a dialog or on a page."""
    buttons = page.locator("[data-asking] button[type=submit]")
    (buttons.filter(has_text=words) if words else buttons).first.click()
    page.locator("[data-asking]").wait_for(state="detached")
    page.wait_for_load_state()


def note_at(page, row: int, place: str, text: str) -> None:
    """A note tied to a place in the reviewer's form."""
    choices = page.locator("[name=note_target]").nth(row)
    label = choices.locator("option", has_text=place).first.inner_text()
    choices.select_option(label=label)
    page.locator("[name=note_text]").nth(row).fill(text)


def menu_count(page, address: str) -> int:
    """The number beside the menu's link to `address`, 0 without one."""
    count = page.locator(
        f"header a.only-desk[href='{address}'] .count, header .site-nav a[href='{address}'] .count"
    )
    return int(count.first.inner_text()) if count.count() else 0


def search(page, words: str) -> None:
    """Type words into the search of the page's head."""
    page.goto("/")
    page.locator("#site-search:visible, main input[type=search]").first.fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tim/**")


def until_found(page, words: str, title: str, seconds: float = RELAY_SECONDS) -> None:
    """Search until the work is among the hits: what was decided reaches them within a relay cycle."""
    search(page, words)
    hit = page.locator("[data-row]", has_text=title)
    for _turn in range(int(seconds / LOOK_EVERY)):
        if hit.count():
            return
        page.wait_for_timeout(LOOK_EVERY * 1000)
        page.reload()
    raise AssertionError(f"{title} was not found by {words!r} within {seconds} s")


def open_found(page, words: str, title: str) -> None:
    """Search and open the first hit with that title."""
    until_found(page, words, title)
    page.locator("[data-row]", has_text=title).locator("[data-row-link]").first.click()
    page.wait_for_load_state()


def until_gone(page, title: str, seconds: float = RELAY_SECONDS) -> None:
    """Reload the hits until the work is no longer among them."""
    hit = page.locator("[data-row]", has_text=title)
    for _turn in range(int(seconds / LOOK_EVERY)):
        if not hit.count():
            return
        page.wait_for_timeout(LOOK_EVERY * 1000)
        page.reload()
    raise AssertionError(f"{title} is still found after {seconds} s")


def fetch(address: str, headers: dict[str, str] | None = None) -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers of an address of the content host, asked without a browser and without cookies."""
    parts = urlsplit(address)
    line = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=30)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    line.request("GET", target, headers={"Host": parts.netloc} | (headers or {}))
    answer = line.getresponse()
    body = answer.read()
    line.close()
    return answer.status, body, {name.lower(): value for name, value in answer.getheaders()}


def until_closed(address: str, seconds: float = GUARD_SECONDS) -> None:
    """A signed address that was open closes as soon as its guard is asked anew."""
    until = time.monotonic() + seconds
    while fetch(address)[0] != 404:
        assert time.monotonic() < until, f"{address} is still open after {seconds} s"
        time.sleep(LOOK_EVERY)


def forged(address: str) -> str:
    """A signed address with one letter of its signature changed."""
    head, _slash, name = address.rpartition("/")
    last = "A" if head[-2] != "A" else "B"
    return f"{head[:-2]}{last}{head[-1]}/{name}"
