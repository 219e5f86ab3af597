"""Every text on the screen has its Vietnamese."""

import pytest

from config.messages import PACKAGES, catalogue_file, extract, missing, read


@pytest.mark.parametrize("package", PACKAGES)
def test_every_text_is_translated(package):
    lacking = [f"{entry.text!r}: {entry.why}" for entry in missing(package)]
    assert not lacking, f"{len(lacking)} texts of {package} lack Vietnamese (make messages):\n" + "\n".join(
        lacking
    )


@pytest.mark.parametrize("package", PACKAGES)
def test_the_catalogue_holds_nothing_that_is_no_longer_said(package):
    known = read(catalogue_file(package))
    said = {message.id for message in extract(package)}
    stale = [message.id for message in known or [] if message.id and message.id not in said]
    assert not stale, f"{package}: run make messages"


def test_one_english_text_has_one_vietnamese_text():
    """Catalogues are merged: of two translations one would win everywhere. `pgettext` tells them apart."""
    said: dict[tuple[object, object], dict[object, str]] = {}
    for package in PACKAGES:
        for message in read(catalogue_file(package)) or []:
            if message.id:
                first = message.id if isinstance(message.id, str) else message.id[0]
                told = message.string if isinstance(message.string, str) else message.string[0]
                said.setdefault((first, message.context), {})[told] = package
    clashes = {text: versions for text, versions in said.items() if len(versions) > 1}
    assert not clashes
