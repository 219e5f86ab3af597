"""How people of the stories get around: by menus, links and buttons with words, never by an address."""

from __future__ import annotations

import re


def menu(page, words: str) -> None:
    """An entry of the menu behind the person's name."""
    sheet = page.locator("header details.menu.only-desk")
    sheet.locator("summary").click()
    turn(page, sheet.locator("a.menu__item", has_text=exactly(words)))


def main_menu(page, words: str) -> None:
    """A word of the row under the header, or a tool beside the search."""
    entries = page.locator("header nav.site-nav a, header a.tool.only-desk")
    turn(page, entries.filter(has_text=re.compile(rf"^\s*{re.escape(words)}(\s+\d+)?\s*$")))


def follow(page, words: str) -> None:
    """A link in the page."""
    turn(page, page.locator("main").get_by_role("link", name=words, exact=True).first)


def press(page, words: str) -> None:
    """A button in the page that leads on."""
    turn(page, page.locator("main").get_by_role("button", name=words, exact=True).first)


def turn(page, locator) -> None:
    """Click, and wait for the next page: one step must not overtake the other."""
    with page.expect_navigation():
        locator.click()


def write(page, **fields: str) -> None:
    """Fill in fields by the names of the form."""
    for name, text in fields.items():
        page.locator(f"main [name={name}]:not([type=hidden])").first.fill(text)


def choose(page, name: str, words: str) -> None:
    """Take the option that says so."""
    choices = page.locator(f"main select[name={name}]")
    choices.select_option(label=choices.locator("option", has_text=exactly(words)).first.inner_text())


def tick(page, words: str) -> None:
    """The box or round button beside these words."""
    page.locator("main").get_by_label(words, exact=True).check()


def exactly(words: str) -> re.Pattern[str]:
    """Nothing but these words."""
    return re.compile(rf"^\s*{re.escape(words)}\s*$")
