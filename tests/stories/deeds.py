"""What people of the stories do in the browser, one function per deed; everything is found as a person finds it."""

from __future__ import annotations

import re

from tests.stories.lesson import File

UPLOADS = "**/tai-len/tep/*/"
ARRIVED = "Đã đến"


def drop(page, *files: File) -> None:
    """Give files to the drop area."""
    page.locator("[data-upload-input]").set_input_files([file.payload for file in files])


def row_of(page, file: File):
    """The row of a file that travels."""
    return page.locator("[data-upload-list] li", has_text=file.name)


def card_of(page, file: File):
    """The description card that the file became."""
    return page.locator("section.draft-card", has_text=file.name)


def field(card, name: str):
    """A field of a card by the end of its name."""
    return card.locator(f"[name$='-{name}']")


def menu_count(page, label: str) -> int:
    """The number beside an entry of the main menu, 0 without one."""
    text = page.locator("header .only-desk, header .site-nav a", has_text=label).first.inner_text()
    found = re.search(r"(\d+)\s*$", text)
    return int(found.group(1)) if found else 0
